"""The Analysis Data Core and the production of releases from it; runs in processes of its own."""
