"""A request in plain English, on one page: sentences made from its answers, for whoever has two minutes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.contracts import intake
from services.contracts.request import Approval

from . import form_words
from .said import is_said, text
from .words import day_of

NOT_SAID = "This is not answered yet."
LEVELS = {
    "aggregate_suppressed": "counts and averages, with small numbers hidden",
    "aggregate_unsuppressed": "counts and averages, small numbers among them",
    "anonymised_record": "records of single people from which nobody can be identified",
    "pseudonymised": "records of single people under a code instead of who they are",
    "deidentified_with_dates": "records of single people without who they are, but with exact dates",
    "identifiable": "records from which people can be identified",
}
OPT_OUT = {"applied": "People who have opted out of research and planning are left out."}
AWAY = {
    "sde": "The data are read inside a secure environment and do not leave it.",
    "extract": "A copy of the data goes to the applicant.",
}


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What the sentences are made of."""

    answers: Mapping[str, Any]
    fields: Mapping[str, intake.FormField]
    named: Mapping[str, str] = field(default_factory=dict)
    catalogue: Mapping[str, str] = field(default_factory=dict)  # the name of each dataset

    def words(self, key: str) -> str:
        """An answer in words, empty when there is none."""
        value = self.answers.get(key)
        return text(self.fields[key], value, self.named) if key in self.fields and is_said(value) else ""

    def rows(self, key: str) -> list[Mapping[str, Any]]:
        value = self.answers.get(key)
        return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    def names(self, key: str) -> str:
        """The organisations of a repeated answer."""
        found = [str(row.get("organisation") or "") for row in self.rows(key)]
        return listed(dict.fromkeys(self.named.get(one, one) for one in found if one))

    def datasets(self) -> str:
        """The names of the datasets asked for."""
        found = [str(row["dataset"]) for row in self.rows("datasets") if row.get("dataset")]
        return listed(self.catalogue.get(one, one) for one in found)


def _who(t: Telling) -> Iterator[str]:
    lead = t.words("lead_organisation")
    yield f"The lead applicant works for {lead}." if lead else ""
    who, alone = t.names("controllers"), len({row.get("organisation") for row in t.rows("controllers")}) == 1
    yield f"{who} {'decides' if alone else 'decide'} what happens with the data." if who else ""
    yield f"For them, {t.names('processors')} work with the data." if t.names("processors") else ""
    team = t.rows("team")
    yield f"{len(team)} {'person' if len(team) == 1 else 'people'} would see the data." if team else ""


def _what(t: Telling) -> Iterator[str]:
    level = LEVELS.get(str(t.answers.get("level")), "")
    yield f"They ask for {t.datasets() or 'data'}{': ' + level if level else ''}."
    years = [int(row[key]) for row in t.rows("datasets") for key in ("year_from", "year_to") if row.get(key)]
    yield f"The data are of the years {min(years)} to {max(years)}." if years else ""
    size = t.answers.get("cohort_size")
    yield f"About {size:,} people are in them." if isinstance(size, int) else ""
    identifiers = t.words("direct_identifiers")
    yield f"They ask for these identifiers: {identifiers}." if identifiers else ""
    yield OPT_OUT.get(str(t.answers.get("opt_out")), "") or _labelled(t, "opt_out", "Opt-outs")


def _labelled(t: Telling, key: str, label: str) -> str:
    return f"{label}: {t.words(key)}." if t.words(key) else ""


def _lawful(t: Telling) -> Iterator[str]:
    yield _labelled(t, "confidentiality", "Patients' confidence is respected by this route")
    yield _labelled(t, "power", "The data may be given under")
    yield f"An ethics committee approved it: {t.words('rec_reference')}." if t.words("rec_reference") else ""


def _where(t: Telling) -> Iterator[str]:
    yield AWAY.get(str(t.answers.get("access")), "") or _labelled(t, "access", "Access")
    yield _labelled(t, "territory", "The data are used in")
    yield f"It is worked on by {t.names('locations')}." if t.names("locations") else ""


def _money(t: Telling) -> Iterator[str]:
    gain = t.answers.get("commercial_funder"), t.answers.get("commercial_gain")
    if any(gain):
        yield "Somebody may make money from it."
        yield t.words("benefit_sharing")
    elif False in gain:
        yield "Nobody makes money from it."
    yield _labelled(t, "funder", "Paid for by")


def _after(t: Telling) -> Iterator[str]:
    start, end = t.answers.get("start"), t.answers.get("end")
    if start and end:
        yield f"It runs from {day_of(str(start))} to {day_of(str(end))}."
    yield t.words("retention")


def _as_said(key: str) -> Callable[[Telling], Iterator[str]]:
    def told(t: Telling) -> Iterator[str]:
        yield t.words(key)

    return told


PARTS: tuple[tuple[str, Callable[[Telling], Iterator[str]]], ...] = (
    ("In short", _as_said("lay_summary")),
    ("Who asks", _who),
    ("What they ask for", _what),
    ("What they want to find out", _as_said("aim")),
    ("Why it needs these data", _as_said("necessity")),
    ("What good comes of it, and what harm could", _as_said("public_interest")),
    ("What makes it lawful", _lawful),
    ("Where the data are", _where),
    ("Money", _money),
    ("How long, and what happens then", _after),
)


def listed(names: Iterable[str]) -> str:
    """One; one and another; one, another and a third."""
    every = list(names)
    return " and ".join([*filter(None, [", ".join(every[:-1])]), *every[-1:]])


def told(
    application: intake.ApplicationView, form: intake.FormView, catalogue: Mapping[str, str]
) -> list[tuple[str, list[str]]]:
    """Each heading with its paragraphs; what is not answered yet is said to be so. `catalogue`: each dataset's name."""
    fields = {one.key: one for section in form.sections for one in section.fields}
    named = {key: str(name) for key, name in application.named.items()}
    telling = Telling(answers=application.answers, fields=fields, named=named, catalogue=catalogue)
    return [(heading, [one for one in say(telling) if one] or [NOT_SAID]) for heading, say in PARTS]


def kind(application: intake.ApplicationView) -> str:
    """What sort of request it is, in one sentence."""
    sort = form_words.word("request_type", application.request_type.value).lower()
    if application.approval is Approval.PROVISIONAL:
        return f"A request for {sort}, for agreement in principle: nothing is given out on the ground of it."
    return f"A request for {sort}, for full approval."
