"""What may happen to an agreement, and what is then true. Pure: standard library and contracts only."""
