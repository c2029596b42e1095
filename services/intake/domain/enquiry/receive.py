"""An enquiry and its answers as they arrive: sent by whoever asks, or registered by staff to whom they came another way
(S4-48)."""

from datetime import timedelta
from typing import Any
from uuid import uuid5

from services.contracts.intake import enquiry as say
from services.contracts.message import Call, Event, Problem, Refused, happened

from ..people.day import day_of
from .state import Contact, Enquiry

Arrived = say.SendEnquiry | say.RegisterEnquiry
OLDEST = timedelta(days=90)  # as long as an enquiry may be silent; an older date is a slip of the year


def receive(command: Arrived, enquiry: Enquiry, call: Call, contact: Contact) -> list[Event]:
    """The same event either way. Refused with every reason when the minimum is not there (G-ENQ-MIN, G-CONTACT)."""
    organisation = command.organisation_id or contact.organisation_id
    problems = _minimum(command)
    if not contact.confirmed:
        problems.append(Problem(code="address-unconfirmed", message="Confirm your e-mail address first"))
    if organisation is None and isinstance(command, say.SendEnquiry):
        problems.append(Problem(code="no-organisation", message="Name your organisation", field="organisation_id"))
    told: dict[str, Any] = {"contact_id": call.actor.id}
    if isinstance(command, say.RegisterEnquiry):
        problems += _registered(command, call)
        if contact.id == call.actor.id:
            raise Refused("It is your own enquiry: send it yourself", code="own-enquiry")
        told = {"contact_id": contact.id, "channel": command.channel, "received_on": command.received_on}
    if problems:
        raise Refused("The enquiry is not complete", problems=tuple(problems), code="incomplete")
    return [
        happened(
            say.EnquiryReceived,
            call,
            enquiry.id,
            reference=enquiry.reference,
            profile=command.profile,
            organisation_id=organisation,
            data_wanted=command.data_wanted.strip(),
            purpose_summary=command.purpose_summary.strip(),
            organisations=tuple(name.strip() for name in command.organisations),
            readiness=command.readiness,
            datasets=command.datasets,
            **told,
        )
    ]


def _registered(command: say.RegisterEnquiry, call: Call) -> list[Problem]:
    """The clock runs from the day it came: neither from one that is still to come, nor from one long past."""
    today = day_of(call.at)
    if command.received_on > today:
        return [Problem(code="in-future", message="It cannot have come after today", field="received_on")]
    if command.received_on < today - OLDEST:
        words = f"Give a day of the last {OLDEST.days} days: what is older is asked anew"
        return [Problem(code="too-old", message=words, field="received_on")]
    return []


def came(command: say.RegisterAnswers, enquiry: Enquiry, call: Call) -> say.Came:
    """How answers reached staff. Refused when they cannot have come on that day: nobody answers before being asked."""
    asked_on = day_of(max(note.at for note in enquiry.conversation if note.kind == "question"))
    wrong = {
        "in-future": ("They cannot have come after today", command.received_on > day_of(call.at)),
        "before-asked": (f"The questions were asked on {asked_on:%d %B %Y}", command.received_on < asked_on),
    }
    for code, (words, holds) in wrong.items():
        if holds:
            problem = Problem(code=code, message=words, field="received_on")
            raise Refused("Look at the day on which the answers came", problems=(problem,), code=code)
    letter = say.Letter(
        document_id=uuid5(command.id, "letter"),
        sha256=command.sha256,
        filename=command.filename.strip() or "letter",
        media_type=command.media_type,
    )
    return say.Came(
        channel=command.channel,
        received_on=command.received_on,
        sender=command.sender.strip(),
        letter=letter if command.sha256 else None,
    )


def _minimum(command: Arrived) -> list[Problem]:
    """G-ENQ-MIN; readiness is an enumeration, so it cannot be empty."""
    organisations = command.organisations and all(map(str.strip, command.organisations))
    wanted = {
        "data_wanted": ("Say which data you want", command.data_wanted.strip()),
        "purpose_summary": ("Say what they are for", command.purpose_summary.strip()),
        "organisations": ("Name every organisation", organisations),
    }
    return [Problem(code="missing", message=words, field=name) for name, (words, given) in wanted.items() if not given]
