"""What may be shown, to whom, and what they may do next."""

from . import catalogue, correspondence, enquiry, organisations, people

__all__ = ["catalogue", "correspondence", "enquiry", "organisations", "people"]
