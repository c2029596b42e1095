"""The demonstration: invented people and organisations, and six applications brought to their stages by commands
(domain 10.3, 10.4). Loaded once for a run folder, when Haven is started there for the first time."""
