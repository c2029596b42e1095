"""Keyed pseudonyms that cannot be linked between projects (S3-7, S3-8).

A plain hash would not protect anybody: there are about 10^9 NHS numbers, so all of them can be hashed and compared in
minutes. The key is 256 random bits of one project, stays outside the workspace, and is destroyed at closure, after
which nobody can compute the pseudonyms again.
"""

import base64
import hashlib
import hmac
from enum import StrEnum

KEY_BYTES = 32
MAX_SHIFT_DAYS = 182
_VERSION = "v1"
_DIGEST_BYTES = 16


class Domain(StrEnum):
    """What a pseudonym stands for. The same text in two domains has unrelated pseudonyms."""

    PERSON = "person"
    ENCOUNTER = "encounter"
    MRN = "mrn"
    SHIFT = "shift"


def pseudonym(key: bytes, domain: Domain, identifier: str) -> str:
    """26 letters and digits (RFC 4648 base 32, unpadded) for `identifier` within the project that owns `key`.

    `identifier` is used byte for byte: normalise NHS numbers first. Raises ValueError for a key that is not 256 bits
    and for an empty identifier, since every person without a number would otherwise share one pseudonym.
    """
    return base64.b32encode(_digest(key, domain, identifier)).decode().rstrip("=")


def person(key: bytes, nhs_number: str) -> str:
    """The pseudonym of a person known by a normalised NHS number."""
    return pseudonym(key, Domain.PERSON, nhs_number)


def encounter(key: bytes, local_id: str) -> str:
    """The pseudonym of an event, known by an identifier local to the hospital."""
    return pseudonym(key, Domain.ENCOUNTER, local_id)


def mrn(key: bytes, hospital_number: str) -> str:
    """The pseudonym of a person who has a hospital number and no NHS number."""
    return pseudonym(key, Domain.MRN, hospital_number)


def shift_days(key: bytes, identifier: str) -> int:
    """The days by which all dates of one person move in one project: 1 to 182, back or forth, never 0.

    One shift per person keeps the intervals between that person's events, which is what research needs, while the
    calendar dates, which a neighbour might know, are gone.
    """
    number = int.from_bytes(_digest(key, Domain.SHIFT, identifier)[:4], "big") % (2 * MAX_SHIFT_DAYS)
    return number - MAX_SHIFT_DAYS if number < MAX_SHIFT_DAYS else number - MAX_SHIFT_DAYS + 1


def _digest(key: bytes, domain: Domain, identifier: str) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError("a project key has 256 bits")
    if not identifier:
        raise ValueError("an empty identifier has no pseudonym")
    return hmac.digest(key, f"{_VERSION}|{domain}|{identifier}".encode(), hashlib.sha256)[:_DIGEST_BYTES]
