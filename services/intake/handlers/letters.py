"""Mails that carry a one-time token, tell of a sign-up with an address that has an account, or invite. Only these go to
addresses that are not confirmed; everything else is correspondence, and of that only what is said of an enquiry which
staff registered for somebody who had written from there."""

import os
from datetime import date

from sqlalchemy.orm import Session

from services.contracts.message import new_id
from services.contracts.settings.table import promised

from .. import models
from ..models.invitations import InvitationRow
from ..models.people import Person
from . import secrets

SIGNATURE = "\n\nHaven\nThis mail was sent by a machine. Please do not answer it."


def portal() -> str:
    """Where people reach Haven."""
    return os.environ.get("HAVEN_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")


def confirm_address(session: Session, person: Person, token: str) -> None:
    """The code that proves an address. It is not part of an address to open: addresses are logged on their way."""
    text = (
        f"Somebody, we think you, asked for a Haven account with this address.\n\n"
        f"To confirm it, open {portal()}/confirm-address within 24 hours,\n"
        f"and enter this code: {token}\n\nIf it was not you, do nothing: without it the account stays closed."
    )
    _write(session, person, "Confirm your address", text)


def account_exists(session: Session, person: Person) -> None:
    """For whoever signs up a second time."""
    text = (
        f"Somebody, perhaps you, asked for a Haven account with this address. There is one already.\n\n"
        f"Sign in at {portal()}/sign-in. If you have forgotten your password, ask there for a new one.\n\n"
        f"If it was not you, do nothing: your account has not been changed."
    )
    _write(session, person, "You have an account already", text)


def new_password(session: Session, person: Person, token: str) -> None:
    """The code to choose a new password."""
    text = (
        f"Somebody, we think you, asked to choose a new password for your Haven account.\n\n"
        f"To do so, open {portal()}/reset-password within one hour,\n"
        f"and enter this code: {token}\n\nIf it was not you, do nothing: your password stays as it is."
    )
    _write(session, person, "Choose a new password", text)


def join_provider(session: Session, person: Person, token: str, issuer: str) -> None:
    """The code that joins what a provider knows to an account."""
    text = (
        f"Somebody, we think you, signed in to Haven with {issuer}, which says that this address is theirs.\n\n"
        f"To sign in to your account this way from now on, open {portal()}/join-provider within one hour,\n"
        f"and enter this code: {token}\n\n"
        f"If it was not you, do nothing, and give the code to nobody: your account stays as it is."
    )
    _write(session, person, "Join another way to sign in", text)


def invitation(session: Session, row: InvitationRow, reference: str) -> None:
    """To somebody with an account or without. Who invites, and to what, is shown only to whoever has confirmed the
    address: nothing that a person wrote is sent to an address that another person chose."""
    text = (
        f"You are invited to work on the data access request {reference}.\n\n"
        f"To see who invites you, and to accept, open {portal()}/my/invitations\n"
        f"by {row.expires_at:%d %B %Y}, signed in with this address. If you have no account yet, ask for one there\n"
        f"with this address.\n\nIf you do not want to, do nothing: the invitation ends by itself."
    )
    at = secrets.now()
    subject = "Haven: You are invited to work on a request"
    models.correspondence.write(session, new_id(), subject, text + SIGNATURE, at, invitation_id=row.id)


def enquiry_registered(session: Session, person: Person, reference: str, received_on: date) -> None:
    """To whoever has asked without an account: how to follow it. Nothing of what they wrote is in it."""
    within = promised(models.settings.settled(session), "ENQ", received_on)
    text = (
        f"What you asked us is registered as enquiry {reference}. We answer within {within} of the day on\n"
        f"which it reached us.\n\n"
        f"To read the answer, to answer our questions and to apply, open {portal()}/sign-up\n"
        f"and ask for an account with this address: the enquiry is yours as soon as the address is confirmed.\n\n"
        f"If you have asked us nothing, please tell us."
    )
    _write(session, person, "Your enquiry is registered", text)


def _write(session: Session, person: Person, subject: str, text: str) -> None:
    at = secrets.now()
    models.correspondence.write(session, new_id(), f"Haven: {subject}", text + SIGNATURE, at, person_id=person.id)
