"""Whom an OpenID Connect provider knows, and what follows from it here (decision 0021)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from services.contracts.intake.people.parts import EMAIL

from .account import Account, State


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a provider said of somebody who signed in there, as verified by the gateway. `strong`: with a second factor,
    as far as the operator believes it. `nonce` belongs to that one sign-in."""

    issuer: str
    subject: str
    nonce: str
    email: str = ""
    email_verified: bool = False
    name: str = ""
    strong: bool = False

    @property
    def address(self) -> str:
        """The address that the provider has verified; empty when it has not, or when no account could have it."""
        fits = self.email_verified and len(self.email) <= EMAIL["max"] and re.match(EMAIL["pattern"], self.email)
        return self.email if fits else ""


class Outcome(StrEnum):
    """ENTER the account that is joined; MAIL a code that joins the account with this address; REGISTER a new one."""

    ENTER = "enter"
    MAIL = "mail"
    REGISTER = "register"
    UNVERIFIED = "address-unverified"
    CLOSED = "sign-in-failed"


def outcome(identity: Identity, joined: Account | None, same_address: Account | None) -> Outcome:
    """What is done. An address alone joins nothing: it is a mailbox that proves whose account it is."""
    if joined is not None:
        return Outcome.ENTER if joined.state is State.ACTIVE else Outcome.CLOSED
    if not identity.address:
        return Outcome.UNVERIFIED
    if same_address is None:
        return Outcome.REGISTER
    return Outcome.CLOSED if same_address.state is State.DISABLED else Outcome.MAIL
