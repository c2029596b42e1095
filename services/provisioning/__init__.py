"""Provisioning: is the data there, and for whom."""
