"""How intake stores what it owns; `Base` knows every table."""

from . import (
    application,
    comments,
    content,
    correspondence,
    enquiry,
    forms,
    invitations,
    knowledge,
    organisations,
    people,
    presence,
    providers,
    references,
    sections,
    sessions,
    stage,
    traits,
)
from .base import Base

__all__ = [
    "Base",
    "application",
    "comments",
    "content",
    "correspondence",
    "enquiry",
    "forms",
    "invitations",
    "knowledge",
    "organisations",
    "people",
    "presence",
    "providers",
    "references",
    "sections",
    "sessions",
    "stage",
    "traits",
]
