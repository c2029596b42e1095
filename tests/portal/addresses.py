"""Addresses to look at, from the rows of the table."""

from gateway.links import at
from gateway.portal.row import Shown
from tests.contracts.examples import ID

NAMED = {
    "version": 1,
    "letter": "A",
    "number": 1,
    "part": "intake",
    "page": "faq",
    "index": 1,
    "profile": "hospital",
    "precedent": "P8",
    "setting": "review.quorum.members.dars",
    "reference": "the reference of an example",
}


def address(row: Shown) -> str:
    """A row's path with an example in each variable."""
    return at(row.path, {name: NAMED.get(name, ID) for name in row.in_path})
