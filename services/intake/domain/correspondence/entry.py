"""What one kind of event says, and to whom (domain 1.8)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.contracts.message import Role
from services.contracts.request import Profile


class To(StrEnum):
    """Who is told: by their part in the request, by what the event names, or by their role."""

    APPLICANT = "applicant"
    TEAM = "team"  # the data users, and whoever works on the request by invitation
    SIGNATORIES = "signatories"
    SUBMITTERS = "submitters"
    ENQUIRER = "enquirer"
    OFFICER = "officer"
    REVIEWERS = "reviewers"
    MEMBERS = "members"
    PERSON = "person"
    PROTECTION_OFFICERS = "protection-officers"
    OFFICERS = "officers"
    IG_LEAD = "ig-lead"
    CHAIR = "chair"
    SECRETARIAT = "secretariat"
    CALDICOTT = "caldicott"
    SIRO = "siro"
    CUSTODIAN = "custodian"
    ANALYSTS = "analysts"
    QUALITY = "quality"
    RELEASERS = "releasers"
    SDE = "sde"
    FINANCE = "finance"
    AUDITORS = "auditors"
    OPERATORS = "operators"
    GRANTERS = "granters"
    FORM_KEEPERS = "form-keepers"
    ADMINISTRATORS = "administrators"


# Told by role; everybody else is told by what is known of the request.
BY_ROLE: Mapping[To, frozenset[Role]] = {
    To.OFFICERS: frozenset({Role.CASE_OFFICER}),
    To.IG_LEAD: frozenset({Role.IG_LEAD}),
    To.CHAIR: frozenset({Role.CHAIR}),
    To.SECRETARIAT: frozenset({Role.SECRETARIAT}),
    To.CALDICOTT: frozenset({Role.CALDICOTT_GUARDIAN}),
    To.SIRO: frozenset({Role.SIRO}),
    To.CUSTODIAN: frozenset({Role.CUSTODIAN_SIGNATORY}),
    To.ANALYSTS: frozenset({Role.PRODUCTION_ANALYST}),
    To.QUALITY: frozenset({Role.PRODUCTION_QA}),
    To.RELEASERS: frozenset({Role.RELEASE_APPROVER}),
    To.SDE: frozenset({Role.SDE_ADMIN}),
    To.FINANCE: frozenset({Role.FINANCE}),
    To.AUDITORS: frozenset({Role.AUDITOR}),
    To.OPERATORS: frozenset({Role.OPERATOR}),
    To.GRANTERS: frozenset({Role.ADMINISTRATOR, Role.SIRO}),
    To.FORM_KEEPERS: frozenset({Role.ADMINISTRATOR, Role.IG_LEAD}),
    To.ADMINISTRATORS: frozenset({Role.ADMINISTRATOR}),
}
# These learn of it even when they did it themselves: it is their receipt.
RECEIPTS = frozenset({To.APPLICANT, To.TEAM, To.SIGNATORIES, To.SUBMITTERS, To.ENQUIRER, To.PERSON})

# Words that differ between the two profiles; every sentence may use them, beside {reference} and the event's fields.
WORDS: Mapping[Profile, Mapping[str, str]] = {
    Profile.HOSPITAL: {
        "request": "data access request",
        "committee": "Data Access Committee",
        "custodian": "the Trust",
        "under_review": "under review",
        "letter": "Data Release Confirmation Letter",
    },
    Profile.DARS: {
        "request": "application",
        "committee": "independent committee",
        "custodian": "the Custodian",
        "under_review": "in assurance",
        "letter": "release confirmation",
    },
}
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Also:
    """One more sentence, when the event's `field` is `value`."""

    field: str
    value: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Recipients, the subject line after the reference, and what is said: `says`, and `also` where it holds. `act`:
    the recipients have something to do. Nobody in `to`: it is history, and no notice. No line holds a name, an
    address or free text: they are mailed."""

    subject: str
    says: str
    to: tuple[To, ...] = ()
    act: bool = False
    also: tuple[Also, ...] = ()

    def places(self) -> frozenset[str]:
        """The placeholders in all lines."""
        return frozenset(_PLACE.findall(" ".join((self.subject, self.says, *(one.says for one in self.also)))))


def tell(subject: str, says: str, *to: To, also: tuple[Also, ...] = ()) -> Entry:
    """An entry that informs."""
    return Entry(subject=subject, says=says, to=to, also=also)


def ask(subject: str, says: str, *to: To) -> Entry:
    """An entry that asks its recipients to do something."""
    return Entry(subject=subject, says=says, to=to, act=True)


def history(says: str) -> Entry:
    """An entry that nobody is told of."""
    return Entry(subject="Recorded", says=says)


COMMON: Mapping[str, Entry] = {  # what every service says
    "CommandRefused": history("A command was refused: {command} ({code})."),
    "CallerRefused": history("Messages of an unknown sender were refused: {asked} ({reason})."),
    "MessageReplayed": history("An operator had a message tried again: {type} from {source}."),
    "MessageDiscarded": history("An operator gave a message up: {type} from {source}."),
}
