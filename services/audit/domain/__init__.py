"""What may happen in audit, and what is then true.  Pure: no database, no clock, no bus."""
