"""audit: is every promise kept?  The ledger of every event, and the service-level clocks computed from it."""
