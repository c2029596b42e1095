"""Facts that conditions may name beside questions: what follows from several answers, or is known without asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..draft import Draft


@dataclass(frozen=True)
class Fact:
    """A fact in words, the questions that decide it, and how it is found: "yes" or "no", or one of `values`."""

    words: str
    reads: tuple[str, ...]
    find: Callable[[Draft], str | bool]
    values: tuple[str, ...] = ("yes", "no")


def _external_lead(draft: Draft) -> bool:
    employer = draft.organisation(draft.get("lead_organisation"))
    return employer is None or not employer.host


def _gated(draft: Draft) -> bool:
    return any("R11" in dataset.gates for _, _, dataset in draft.datasets() if dataset)


FACTS: Mapping[str, Fact] = {
    "@profile": Fact("The custodian's profile", (), lambda d: d.profile.value, ("hospital", "dars")),
    "@record_level": Fact("Data about single people (record level)", ("level",), lambda d: d.record_level),
    "@personal": Fact("Personal data", ("level", "personal_judged"), lambda d: d.personal),
    "@section_251": Fact("Section 251 support is the route", ("confidentiality",), lambda d: d.section_251),
    "@commercial": Fact("Commercial funding or gain", ("commercial_funder", "commercial_gain"),
                        lambda d: d.commercial),
    "@external_lead": Fact("The lead is employed elsewhere", ("lead_organisation",), _external_lead),
    "@statistics_authority": Fact("Data that the statistics authority controls", ("datasets",), _gated),
}  # fmt: skip
