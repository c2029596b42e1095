"""What may be shown, to whom, and what they may do next."""

from . import catalogue, content, correspondence, enquiry, forms, organisations, people

__all__ = ["catalogue", "content", "correspondence", "enquiry", "forms", "organisations", "people"]
