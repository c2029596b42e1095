"""Who may ask what, as data: what each service's access table is written in (domain 9.1, 9.2).

A table says for each command and query who may ask it at all, and how far. The default is no: somebody who is not in
the row may not, and a message without a row is refused when its service starts. Whether it is their request, and
whether it is time for it, the domains decide after that.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from .message import Actor, Role


class Reach(StrEnum):
    """How far somebody's right goes. OWN: what is theirs, or what they are a party of. ASSIGNED: what they were given
    to do. METADATA: that it is there and where it stands, never what it says. PUBLISHED: what everybody may see."""

    OWN = "own"
    ASSIGNED = "assigned"
    ALL = "all"
    METADATA = "metadata"
    PUBLISHED = "published"


class Party(StrEnum):
    """What somebody is to one request or enquiry, read from that request and never from their account."""

    APPLICANT = "applicant"
    TEAM = "team"
    SIGNATORY = "signatory"
    SUBMITTER = "submitter"
    DELEGATE = "delegate"  # whom an office-holder lets sign


Who = Role | Party
Grants = Mapping[Who, Reach]
Access = Mapping[type[Any], Grants]
PUBLIC: Grants = {Role.PUBLIC: Reach.PUBLISHED}
MINE: Grants = {Role.PERSON: Reach.OWN}


def grants(
    *, own: Iterable[Who] = (), assigned: Iterable[Who] = (), all: Iterable[Who] = (), metadata: Iterable[Who] = ()
) -> Grants:
    """One row of a table. ValueError when somebody is named twice: each has one reach."""
    said = ((Reach.OWN, own), (Reach.ASSIGNED, assigned), (Reach.ALL, all), (Reach.METADATA, metadata))
    pairs = [(who, reach) for reach, named in said for who in named]
    if len(dict(pairs)) < len(pairs):
        raise ValueError("somebody has two reaches in one row")
    return dict(pairs)


def admits(row: Grants, actor: Actor) -> bool:
    """Whether somebody like this may ask at all; being a party of something is possible for every person."""
    if Role.PUBLIC in row:
        return True
    person = actor.has(Role.PERSON) and any(isinstance(who, Party) for who in row)
    return person or not actor.roles.isdisjoint(role for role in row if isinstance(role, Role))


def holders(row: Grants, *reaches: Reach) -> frozenset[Role]:
    """The roles of the account that reach so far (any reach but OWN when none is named)."""
    wanted = reaches or tuple(reach for reach in Reach if reach is not Reach.OWN)
    return frozenset(who for who, reach in row.items() if isinstance(who, Role) and reach in wanted)
