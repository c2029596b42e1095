"""From an event and what is known of its subject to the lines that people read."""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from services.contracts.message import Event
from services.contracts.request import Profile
from services.contracts.settings import DEFAULTS, Settings
from services.contracts.settings.table import promised

from ..people.day import LONDON, day_of
from .entry import WORDS, Entry

PROMISED = {"answered_within": "ENQ", "decided_within": "SL5"}  # what sentences may say of service levels


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of the subject of an event, and what administrators have settled."""

    reference: str = ""
    title: str = ""
    profile: Profile = Profile.HOSPITAL
    settings: Settings = DEFAULTS


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A subject line (with the reference, and no personal data) and a sentence, or a few."""

    subject: str
    sentence: str


def promises(entry: Entry) -> bool:
    """Whether an entry says what a service level promises."""
    return not entry.places().isdisjoint(PROMISED)


def lines(entry: Entry, event: Event, known: Known) -> Lines:
    """The two lines of one event, in the words of the request's profile."""
    facts = {f.name: _text(getattr(event, f.name)) for f in fields(event) if getattr(event, f.name) is not None}
    facts["reference"] = facts.get("reference") or known.reference
    says = " ".join((entry.says, *(one.says for one in entry.also if facts.get(one.field) == one.value)))
    facts |= {place: promised(known.settings, id, day_of(event.at)) for place, id in PROMISED.items()}
    facts |= WORDS[known.profile]  # last: `request` and `letter` are also fields of events, and no words there
    subject, sentence = (line.format_map(defaultdict(str, facts)) for line in (entry.subject, says))
    about = f"{facts['reference']}: " if facts["reference"] else ""
    return Lines(subject=f"{about}{subject}", sentence=sentence[:1].upper() + sentence[1:])


def _text(value: Any) -> str:
    """A field as people read it; what is no plain fact is left out, so that it cannot slip into a mail."""
    if isinstance(value, datetime):
        local = value.astimezone(LONDON)
        return f"{local.day} {local:%B %Y, %H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, Enum):
        return str(value.value).replace("-", " ").replace("_", " ")
    return str(value) if isinstance(value, str | int) and not isinstance(value, UUID) else ""
