"""The first gate of every service: does its access table let somebody like this ask such a thing at all?

It stands before every handler, in the same transaction, so that a refusal here is answered, remembered and recorded as
any other. A service whose table has no row for something it answers does not start.
"""

from collections.abc import Iterable
from typing import Any

from services.contracts.access import PUBLIC, Access, admits, grants
from services.contracts.message import Actor, NotPermitted, Role
from services.contracts.operations import DiscardParked, ListParked, MoveClock, ReplayParked

_OPERATING = grants(all=(Role.OPERATOR,))
OPERATIONS: Access = {
    ListParked: grants(metadata=(Role.OPERATOR,)),
    ReplayParked: _OPERATING,
    DiscardParked: _OPERATING,
    MoveClock: PUBLIC,  # exists only where the clock may be moved
}
"""What every service answers an operator."""


def complete(name: str, access: Access, answered: Iterable[type[Any]]) -> Access:
    """The whole table of a service. TypeError for a message that it answers without a row: the default is no."""
    whole = {**OPERATIONS, **access}
    missing = sorted(cls.__name__ for cls in answered if cls not in whole)
    if missing:
        raise TypeError(f"{name}: the access table says nothing of {', '.join(missing)}")
    return whole


def check(access: Access, asked: type[Any], actor: Actor) -> None:
    """NotPermitted when nobody like this actor has a place in the row of what is asked."""
    if not admits(access[asked], actor):
        raise NotPermitted("Your account holds none of the roles that may ask for this.")
