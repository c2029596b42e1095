"""The data release confirmation letter (DRCL, T25)."""

from dataclasses import dataclass
from uuid import UUID

from ..message import Command, Event
from .parts import LetterOffice, LetterUser


@dataclass(frozen=True, kw_only=True)
class SignReleaseLetter(Command):
    """IG lead and Caldicott Guardian, two people, sign the letter (T25, S0-38). Refused with `letter-not-due`, and a
    problem for each input of G-DRCL that is missing."""

    application_id: UUID
    office: LetterOffice


@dataclass(frozen=True, kw_only=True)
class ReleaseLetterSigned(Event):
    """One of the two offices signed the data release confirmation letter."""

    reference: str
    agreement_ref: str
    office: LetterOffice
    signed_by: str


@dataclass(frozen=True, kw_only=True)
class ReleaseLetterIssued(Event):
    """Both offices signed: who may use which data is confirmed. `sha256` is the PDF, `text_sha256` what was signed."""

    reference: str
    agreement_ref: str
    number: str
    sha256: str
    text_sha256: str
    users: tuple[LetterUser, ...]
    signed_by: tuple[str, ...] = ()
