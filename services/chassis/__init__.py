"""How every service runs: settings, database, mail, entrypoints, timers, health. Nothing here knows a domain word."""
