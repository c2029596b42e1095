"""What is loaded, decided, saved and posted for each order, and what follows from what is heard and from time."""

from . import accounts, content, correspondence, delivery, enquiry, forms, organisations, people, provider, sign_in

__all__ = [
    "accounts",
    "content",
    "correspondence",
    "delivery",
    "enquiry",
    "forms",
    "organisations",
    "people",
    "provider",
    "sign_in",
]
