"""The novel or contentious screen (domain section 3.5): one point for each, a star decides alone."""

from collections.abc import Callable
from dataclasses import dataclass

from .draft import UK, Draft

ENHANCED_AT = 3
WHOLE_POPULATION = 1_000_000


@dataclass(frozen=True)
class Sign:
    """One sign of novelty. A `star` asks for enhanced review by itself."""

    name: str
    holds: Callable[[Draft], bool]
    star: bool = False


def _flag(name: str) -> Callable[[Draft], bool]:
    return lambda draft: name in draft.get("contentious", ())


def _overseas_controller(draft: Draft) -> bool:
    found = (draft.organisation(row.get("organisation")) for row in draft.rows("controllers"))
    return any(organisation.country not in UK for organisation in found if organisation)


def _vulnerable(draft: Draft) -> bool:
    return bool(draft.get("under_16")) or "safeguarding" in draft.get("sensitive", ())


# Not a sign: positions where the opt-out does not apply at all (no confidential information, a legal duty,
# communicable disease). Routing rules R09 and R10 speak of those.
WITHOUT_CONSENT = frozenset({"not_applied_public_interest", "not_applied_cag_exemption", "mixed"})

SIGNS = (
    Sign("first use of a dataset or linkage", lambda d: _flag("first_use")(d) or bool(d.rows("linkage"))),
    Sign("new technology", lambda d: _flag("new_technology")(d) or d.get("ai") == "model_export", star=True),
    Sign("commercial exclusivity", _flag("exclusivity"), star=True),
    Sign("re-contact of patients", lambda d: d.get("recontact") == "contact", star=True),
    Sign("whole population", lambda d: (d.get("cohort_size") or 0) > WHOLE_POPULATION),
    Sign("children or vulnerable people", _vulnerable),
    Sign("politically or media sensitive", _flag("media_sensitive")),
    Sign("police, immigration, insurance or employers", _flag("law_enforcement"), star=True),
    Sign("overseas controller", _overseas_controller, star=True),
    Sign("high residual risk", lambda d: d.get("dpia_risk") == "high", star=True),
    Sign("likely to surprise patients", _flag("surprise")),
    Sign("harm or stigma to a group", _flag("group_harm")),
    Sign("opt-out not applied without consent", lambda d: d.get("opt_out") in WITHOUT_CONSENT, star=True),
)


def signs(draft: Draft) -> list[Sign]:
    """The signs that hold."""
    return [sign for sign in SIGNS if sign.holds(draft)]


def score(draft: Draft) -> tuple[int, bool]:
    """How many signs hold, and whether they ask for enhanced review (R19)."""
    found = signs(draft)
    return len(found), len(found) >= ENHANCED_AT or any(sign.star for sign in found)
