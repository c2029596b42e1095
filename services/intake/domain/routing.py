"""The route of a version: rules R01 to R25 of domain section 3.3 as a table, then the profile's deciding offices.

The highest floor of the rules that hold is the level. What R01 and R02 let through has not changed, so the rules that
test content are not asked again (UNCHANGED); R06, an active precedent, takes the place of R04's floor only. Reviewers,
offices and gates of every rule that holds are added up.
"""

from collections.abc import Callable
from dataclasses import dataclass

from services.contracts.intake.application import Discipline, Route
from services.contracts.request import Assurance, Profile

from . import novelty, precedents
from .draft import Draft

L0, L1, L2, L3, L4 = Assurance
CG, SIRO = "caldicott-guardian", "siro"
MATERIAL = frozenset({
    "datasets", "level", "direct_identifiers", "confidentiality", "controllers", "commercial_funder",
    "commercial_gain", "territory", "opt_out", "ai", "sublicence", "cohort_source", "access", "special_content",
    "under_16", "sensitive",
})  # fmt: skip
UNCHANGED_IN_EXTENSION = ("datasets", "controllers", "processors", "confidentiality", "level", "aim", "opt_out")
SENSITIVE_SET = frozenset({"mental_health", "sexual_health", "prison", "safeguarding"})


@dataclass(frozen=True)
class Rule:
    """If `holds`, then at least `floor`, with these reviewers, offices and gates."""

    id: str
    text: str
    holds: Callable[[Draft], bool]
    floor: Assurance | None = None
    disciplines: tuple[Discipline, ...] = ()
    offices: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()


def clean_extension(draft: Draft) -> bool:
    """X-EXT: nothing that the rules test has changed. Compared when the earlier version is ours, else as declared."""
    if draft.kind != "extension" or draft.get("unchanged") is not True or sanctioned(draft):
        return False
    before = draft.known.previous
    return before is None or all(before.get(key) == draft.answers.get(key) for key in UNCHANGED_IN_EXTENSION)


def sanctioned(draft: Draft) -> bool:
    """A party has an open sanction, an overdue certificate or a high-risk audit finding (R20)."""
    parties = (draft.organisation(r.get("organisation")) for k in ("controllers", "processors") for r in draft.rows(k))
    return any(party.sanctioned for party in parties if party)


def precedent(draft: Draft) -> bool:
    """Matches a precedent that is active, all its tests true (R06)."""
    return bool(precedents.active(draft))


def _wants(draft: Draft, *datasets: str) -> bool:
    return any(str(row.get("dataset")) in datasets for row in draft.rows("datasets"))


def _sensitive(draft: Draft) -> bool:
    named = SENSITIVE_SET & set(draft.get("sensitive", ()))
    return bool(draft.get("under_16") or named) or _wants(draft, "MHSDS")


def _external_free_text(draft: Draft) -> bool:
    return bool(draft.get("special_content")) or _wants(draft, "HOSP_IMG")


RULES = (
    Rule("R01", "extension with nothing changed", clean_extension, floor=L1),
    Rule("R02", "administrative amendment",
         lambda d: d.kind == "amendment" and d.get("amendment_kind") == "administrative", floor=L0),
    Rule("R03", "aggregates with small numbers suppressed only", lambda d: d.level == "aggregate_suppressed", floor=L1),
    Rule("R06", "matches an active precedent", precedent, floor=L2),
    Rule("R04", "unsuppressed aggregates or record level",
         lambda d: (d.record_level or d.level == "aggregate_unsuppressed") and not precedent(d), floor=L3),
    Rule("R05", "identifiable", lambda d: d.level == "identifiable", floor=L3, offices=(CG,)),
    Rule("R07", "general practice data", lambda d: _wants(d, "GP_DATA"),
         disciplines=(Discipline.GP_ADVISORY,), gates=("pag-advice",)),
    Rule("R08", "section 251 support", lambda d: d.section_251, floor=L3, gates=("cag",)),
    Rule("R09", "public interest", lambda d: d.get("confidentiality") == "public_interest", floor=L4, offices=(CG,),
         gates=("cg-advice",)),
    Rule("R10", "communicable disease", lambda d: d.get("confidentiality") == "reg3", floor=L3,
         disciplines=(Discipline.PUBLIC_HEALTH,), gates=("fast-track",)),
    Rule("R11", "deaths and births controlled by the statistics authority", lambda d: _wants(d, "CIV_DEATH"),
         gates=("ons",)),
    Rule("R12", "commercial", lambda d: d.commercial, floor=L4, disciplines=(Discipline.COMMERCIAL,)),
    Rule("R13", "sub-licensing", lambda d: bool(d.get("sublicence")), floor=L4, gates=("one-year-term",)),
    Rule("R14", "outside the UK", lambda d: d.get("territory") in ("uk_eea", "worldwide"), floor=L4,
         disciplines=(Discipline.TRANSFER,)),
    Rule("R15", "model export or automated decisions",
         lambda d: d.get("ai") in ("model_export", "automated_decisions"), floor=L4, disciplines=(Discipline.AI,)),
    Rule("R16", "free text, images or genomics", _external_free_text, floor=L3,
         disciplines=(Discipline.DEIDENTIFICATION,)),
    Rule("R17", "sensitive set or children", _sensitive, floor=L3, disciplines=(Discipline.LAY,), offices=(CG,),
         gates=("two-lay",)),
    Rule("R18", "more than a million people", lambda d: (d.get("cohort_size") or 0) > novelty.WHOLE_POPULATION,
         floor=L3),
    Rule("R19", "novel or contentious", lambda d: novelty.score(d)[1], floor=L4, disciplines=(Discipline.ETHICS,)),
    Rule("R20", "a party is under sanction", sanctioned, floor=L4, gates=("siro-pre-check",)),
    Rule("R21", "hospital patients without consent",
         lambda d: d.profile == Profile.HOSPITAL and d.record_level and d.get("confidentiality") != "consent",
         offices=(CG,)),
    Rule("R22", "software outside the environment", lambda d: bool(d.get("outside_software")),
         disciplines=(Discipline.SECURITY,)),
    Rule("R23", "direct contact with patients", lambda d: d.get("recontact") == "contact", offices=(CG,),
         gates=("r-and-d",)),
    Rule("R24", "provisional", lambda d: d.provisional, gates=("planned",)),
    Rule("R25", "research on identifiable patients without consent",
         lambda d: d.research and d.level == "identifiable" and d.get("confidentiality") != "consent",
         gates=("rec", "cag")),
)  # fmt: skip

# What these test has not changed in a clean extension or an administrative amendment. The reference lists them without
# R19; its own worked extension (an exemption from the opt-out, L1) shows that novelty is not asked again either.
UNCHANGED = frozenset({
    "R03", "R04", "R05", "R06", "R08", "R12", "R13", "R14", "R15", "R16", "R17", "R18", "R19", "R21",
})  # fmt: skip

REVIEWERS: dict[Assurance, tuple[Discipline, ...]] = {
    L0: (),
    L1: (Discipline.IG,),
    L2: (Discipline.IG, Discipline.TECHNICAL),
    L3: (Discipline.IG, Discipline.TECHNICAL, Discipline.CLINICAL, Discipline.LAY),
    L4: (Discipline.IG, Discipline.TECHNICAL, Discipline.CLINICAL, Discipline.LAY, Discipline.ETHICS),
}
OFFICES: dict[tuple[Profile, Assurance], tuple[str, ...]] = {
    **{(Profile.HOSPITAL, level): (CG,) for level in (L0, L1, L2, L3)},
    **{(Profile.DARS, level): (SIRO,) for level in (L0, L1, L2, L3)},
    **{(profile, L4): (CG, SIRO) for profile in Profile},
}


def route(draft: Draft) -> Route:
    """How this version is to be assured, and the rules that say so."""
    fired = [rule for rule in RULES if rule.holds(draft)]
    if any(rule.id in ("R01", "R02") for rule in fired):
        fired = [rule for rule in fired if rule.id not in UNCHANGED]
    level = max((rule.floor for rule in fired if rule.floor), default=L1)
    return made(draft, level, tuple(rule.id for rule in fired))


def made(draft: Draft, level: Assurance, rules: tuple[str, ...]) -> Route:
    """The route at `level`, computed or chosen by an officer, with what each fired rule adds."""
    fired = [rule for rule in RULES if rule.id in rules]
    return Route(
        level=level,
        committee=level in (L3, L4),
        disciplines=_distinct(*REVIEWERS[level], *(kind for rule in fired for kind in rule.disciplines)),
        offices=_distinct(*OFFICES[draft.profile, level], *(office for rule in fired for office in rule.offices)),
        rules=rules,
        gates=_distinct(*(gate for rule in fired for gate in rule.gates)),
        novelty=novelty.score(draft)[0],
        precedents=tuple(one.id for one in precedents.active(draft)) if "R06" in rules else (),
    )


def _distinct(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(name) for name in names))
