"""Every message on the way to the running services, hurt: nobody dies of it, nothing changes, nothing is lost."""
