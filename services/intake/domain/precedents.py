"""Precedents (domain 3.4): kinds of requests that the committee has decided before, so that a request which fits one in
every test needs no committee of its own. Which of them are active is the committee's to say (adoption.py).

What is never a precedent is tested for each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import guards
from .draft import UK, Draft, years_after

# What another round of the same work says anew by itself.
ANEW = frozenset({
    "kind", "previous_reference", "unchanged", "amendment_kind", "start", "end", "yielded_benefits", "planned",
    "estimate_pence", "estimate_accepted", "comments",
})  # fmt: skip
# Follow-up of trial participants who consented: what is asked for again and again.
STANDARD = frozenset({"HES_APC", "HES_OP", "HES_AE", "ECDS", "CIV_DEATH", "CANC_REG"})
STATISTICS = frozenset({"HES_APC", "HES_OP", "HES_CC", "HES_AE", "ECDS"})
FUNDED = frozenset({"external", "internal"})
SUCCESSION = frozenset({"organisation", "signatory", "signatory_reason", "dsfc_reference"})
ROW_TIMES = frozenset({"year_to", "frequency", "disseminations"})

Test = Callable[[Draft], bool]


@dataclass(frozen=True)
class Precedent:
    """One precedent: what it is, what it asks of a request, and what is agreed with each that fits."""

    id: str
    title: str
    test: Test
    conditions: tuple[str, ...] = ()
    version: int = 1


def _changed(draft: Draft) -> frozenset[str] | None:
    """The questions whose answers differ from the agreement that this follows; None when that is not known."""
    before = draft.known.previous
    if before is None:
        return None
    keys = (set(before) | set(draft.answers)) - ANEW
    return frozenset(key for key in keys if before.get(key) != draft.answers.get(key))


def _only(draft: Draft, *keys: str) -> bool:
    """Whether something may have changed in these questions, and in no other."""
    changed = _changed(draft)
    return changed is not None and changed <= set(keys)


def never(draft: Draft) -> bool:
    """What is never a precedent (3.4): identifiable data without consent or general practice data, each for the first
    time; commercial, abroad, sub-licensed, with children, or with artificial intelligence that was not there before."""
    before = draft.known.previous or {}
    had = {str(row.get("dataset")) for row in before.get("datasets") or () if isinstance(row, dict)}
    wants = {str(row.get("dataset")) for row in draft.rows("datasets")}
    identifiable = draft.level == "identifiable" and draft.get("confidentiality") != "consent"
    return bool(
        draft.commercial
        or draft.get("sublicence")
        or draft.get("territory") in ("uk_eea", "worldwide")
        or draft.get("under_16")
        or (draft.get("ai", "none") != "none" and draft.get("ai") != before.get("ai"))
        or (identifiable and before.get("level") != "identifiable")
        or ("GP_DATA" in wants - had)
    )


def _short_extension(draft: Draft) -> bool:
    before, end = draft.known.previous or {}, draft.day("end")
    was = Draft(form=draft.form, profile=draft.profile, answers=before, known=draft.known).day("end")
    in_time = was is not None and end is not None and end <= years_after(was, 1)
    return draft.kind == "extension" and in_time and bool(draft.get("yielded_benefits")) and _only(draft)


def _renewal(draft: Draft) -> bool:
    return draft.kind == "renewal" and _only(draft) and not guards.evidence(draft)


def _processor(draft: Draft) -> bool:
    parties = [draft.organisation(row.get("organisation")) for row in draft.rows("processors")]
    assured = all(one is not None and one.country in UK and one.secure(draft.known.today) for one in parties)
    return draft.kind == "amendment" and bool(_changed(draft)) and _only(draft, "processors", "locations") and assured


def _pairs(draft: Draft) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each dataset asked for, and the same one of the agreement before."""
    before = (draft.known.previous or {}).get("datasets") or []
    by_name = {str(row.get("dataset")): row for row in before if isinstance(row, dict)}
    return [(row, by_name.get(str(row.get("dataset")))) for row in draft.rows("datasets")]


def _drops(draft: Draft) -> bool:
    same = all(
        old is not None and {key: row.get(key) for key in {*row, *old} - ROW_TIMES} == {
            key: old.get(key) for key in {*row, *old} - ROW_TIMES
        }
        for row, old in _pairs(draft)
    )  # fmt: skip
    before = (draft.known.previous or {}).get("datasets") or []
    whole = len(draft.rows("datasets")) == len(before)
    return draft.kind == "amendment" and _changed(draft) == frozenset({"datasets"}) and same and whole


def _within(row: dict[str, Any], old: dict[str, Any] | None) -> bool:
    """Whether a dataset is asked for with no more fields and years than before."""
    if old is None:
        return False
    first, last = row.get("year_from") or 0, row.get("year_to") or 0
    in_years = first >= (old.get("year_from") or 0) and last <= (old.get("year_to") or 0)
    rest = {*row, *old} - {"fields", "year_from", "year_to", "reason"}
    same = all(row.get(key) == old.get(key) for key in rest)
    return in_years and same and set(row.get("fields") or ()) <= set(old.get("fields") or ())


def _less(draft: Draft) -> bool:
    less = all(_within(row, old) for row, old in _pairs(draft))
    return draft.kind == "amendment" and _changed(draft) == frozenset({"datasets"}) and less


def _consented(draft: Draft) -> bool:
    before = draft.known.previous or {}
    wording = draft.get("consents") is not None and draft.get("consents") == before.get("consents")
    return draft.get("confidentiality") == "consent" and draft.get("consent_reviewed") is True and wording


def _trial(draft: Draft) -> bool:
    trial = bool(draft.get("ctimp") or draft.get("trial_number"))
    wants = {str(row.get("dataset")) for row in draft.rows("datasets")}
    asked = draft.applicant_cohort and draft.get("confidentiality") == "consent"
    return trial and asked and bool(wants) and wants <= STANDARD


def care_team(draft: Draft) -> bool:
    """P8: internal evaluation or audit by the care-giving team, pseudonymised, in the environment, no free text."""
    host_only = all(
        (organisation := draft.organisation(row.get("organisation"))) is not None and organisation.host
        for row in draft.rows("controllers")
    )
    gated = any(dataset.gates & {"free-text", "R16"} for _, _, dataset in draft.datasets() if dataset)
    return (
        draft.request_type in ("service_evaluation", "clinical_audit", "quality_improvement")
        and draft.get("confidentiality") == "direct_care_team"
        and draft.level == "pseudonymised"
        and draft.get("access") == "sde"
        and host_only
        and not draft.get("special_content")
        and not gated
    )


def _audited_university(draft: Draft) -> bool:
    """P7: hospital statistics, pseudonymised, inside the environment, for funded research of universities that were
    audited before, without linkage. That nobody commercial pays is asked of every precedent (`never`)."""
    parties = [draft.organisation(row.get("organisation")) for row in draft.rows("controllers")]
    wants = {str(row.get("dataset")) for row in draft.rows("datasets")}
    return (
        draft.kind == "new"
        and draft.research
        and bool(parties)
        and all(one is not None and one.kind == "university" and one.audited for one in parties)
        and bool(wants)
        and wants <= STATISTICS
        and draft.level == "pseudonymised"
        and draft.get("access") == "sde"
        and draft.get("funding") in FUNDED
        and not draft.get("linkage")
        and not draft.applicant_cohort
    )


def _novation(draft: Draft) -> bool:
    """P9: another organisation takes a controller's place, as after a merger, and everything else stays."""
    now, before = draft.rows("controllers"), (draft.known.previous or {}).get("controllers") or []
    rest = [({k: v for k, v in row.items() if k not in SUCCESSION} for row in rows) for rows in (now, before)]
    successors = [draft.organisation(row.get("organisation")) for row in now]
    registered = all(one is not None and one.country in UK and one.ico_expiry is not None
                     and one.ico_expiry >= draft.known.today for one in successors)  # fmt: skip
    moved = "controllers" in (_changed(draft) or ()) and _only(draft, "controllers", "lead_organisation", "sponsor")
    return draft.kind == "amendment" and moved and list(rest[0]) == list(rest[1]) and registered


INSIDE = "The data stay in the environment; outputs are aggregated, with small numbers suppressed."
PRECEDENTS = (
    Precedent("P1", "Extension by at most a year, nothing else changed, benefits so far reported", _short_extension,
              ("Every condition of the agreement before holds on.",)),
    Precedent("P2", "Renewal with nothing changed, all evidence in date", _renewal,
              ("Every condition of the agreement before holds on.",)),
    Precedent("P3", "Another processor or place in the UK, with accepted security", _processor,
              ("The processor before certifies that it has deleted its copy, if it had one.",)),
    Precedent("P4", "Further periods of data that are agreed already", _drops),
    Precedent("P5", "Cohort that consented, with wording that was reviewed before", _consented,
              ("Nobody is in the data who has withdrawn consent.",)),
    Precedent("P6", "Follow-up of trial participants who consented, from the standard datasets", _trial,
              ("Nobody is in the data who has withdrawn consent.",)),
    Precedent("P7", "Hospital statistics, pseudonymised, inside the environment, for research of an audited university",
              _audited_university, (INSIDE,)),
    Precedent("P8", "Evaluation or audit by the team that gives the care, pseudonymised, inside the environment",
              care_team, (INSIDE,)),
    Precedent("P9", "Another organisation in the place of a controller, nothing else changed", _novation,
              ("The successor holds a framework contract, and signs the agreement.",)),
    Precedent("P10", "Less data than was agreed", _less),
)  # fmt: skip


def fitting(draft: Draft) -> tuple[Precedent, ...]:
    """Every precedent that the request fits in all its tests, active or not."""
    return () if never(draft) else tuple(one for one in PRECEDENTS if one.test(draft))


def active(draft: Draft) -> tuple[Precedent, ...]:
    """Those of them that the committee has adopted."""
    return tuple(one for one in fitting(draft) if one.id in draft.known.precedents)
