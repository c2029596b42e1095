"""The access matrix tried cell by cell, separation of duties, the OWASP API Security Top 10, and the ASVS checklist."""
