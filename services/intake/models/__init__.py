"""How intake stores what it owns; `Base` knows every table."""

from . import correspondence, enquiry, organisations, people, references
from .base import Base

__all__ = ["Base", "correspondence", "enquiry", "organisations", "people", "references"]
