"""The decision tables of the legal section (domain 2.3): UK GDPR bases, Schedule 1 conditions, and the routes through
the common-law duty of confidentiality with their condition, their evidence and what follows for the opt-out.

Reference data: questions take their options from here, rules and evidence what each choice needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Basis:
    """A basis of Article 6 or a condition of Article 9: who typically uses it, and what it needs."""

    code: str
    words: str
    used_by: str
    note: str
    schedule1: tuple[str, ...] = ()


BASES_6 = (
    Basis("6(1)(a)", "consent", "rarely for secondary use", "Consent to take part in research is another matter."),
    Basis("6(1)(b)", "contract", "hardly ever here", "Only a contract with the person concerned."),
    Basis("6(1)(c)", "legal obligation", "statutory bodies", "Name the law."),
    Basis("6(1)(d)", "vital interests", "emergencies", "Not for planned work."),
    Basis("6(1)(e)", "public task", "NHS bodies, universities, government", "Name the function (C3)."),
    Basis("6(1)(ea)", "recognised legitimate interests", "pre-listed purposes", "Not for public authorities."),
    Basis("6(1)(f)", "legitimate interests", "charities, companies", "Needs an assessment; not for public bodies."),
)
BASES_9 = (
    Basis("9(2)(a)", "explicit consent", "rare", "Every word of the consent counts."),
    Basis("9(2)(b)", "employment and social protection", "rare", "Schedule 1 paragraph 1.", ("part1_para1",)),
    Basis("9(2)(g)", "substantial public interest", "some statutory bodies", "Schedule 1 Part 2.", ("part2",)),
    Basis("9(2)(h)", "management of health and social care", "evaluation, audit, planning", "Schedule 1 paragraph 2.",
          ("part1_para2",)),
    Basis("9(2)(i)", "public health", "surveillance", "Schedule 1 paragraph 3.", ("part1_para3",)),
    Basis("9(2)(j)", "research, archiving and statistics", "research", "Schedule 1 paragraph 4, with safeguards.",
          ("part1_para4",)),
)  # fmt: skip
ARTICLE_6 = tuple(basis.code for basis in BASES_6)
ARTICLE_9 = tuple(basis.code for basis in BASES_9)
SCHEDULE_1_FOR: Mapping[str, tuple[str, ...]] = {basis.code: basis.schedule1 for basis in BASES_9 if basis.schedule1}
SCHEDULE_1 = tuple(sorted({code for codes in SCHEDULE_1_FOR.values() for code in codes}))


@dataclass(frozen=True)
class Route:
    """A route through the duty of confidentiality. `opt_out`: the positions of H5 that fit it, the usual first;
    `evidence`: the documents that show it; `detail`: it must be explained in C7a."""

    name: str
    condition: str
    evidence: tuple[str, ...]
    opt_out: tuple[str, ...]
    consequence: str
    detail: bool = False


# "applied" fits every route: a custodian may uphold opt-outs where the law does not ask for it (S1-52).
ROUTES = (
    Route("not_confidential", "The data at the recipient are not confidential patient information", ("ANONYMISATION",),
          ("not_applied_not_CPI", "applied"), "does not apply; the custodian may still uphold it"),
    Route("consent", "The consent is adequate in scope", ("CONSENT_FORM",), ("not_applied_consent", "applied"),
          "not applied: consent overrides it whenever it was registered"),
    Route("s251_reg5", "The advisory group supports it; research has ethics approval first", ("CAG_LETTER",),
          ("applied", "not_applied_cag_exemption"), "applied unless the letter exempts"),
    Route("s251_reg2", "Cancer registration and neoplasia", ("CAG_LETTER",), ("applied", "not_applied_cag_exemption"),
          "applied unless the letter exempts"),
    Route("reg3", "Communicable disease and other risks to public health", ("LEGAL_NOTE",),
          ("not_applied_reg3", "applied"), "not applied", detail=True),
    Route("statute_or_direction", "Mandatory by law or direction", ("LEGAL_NOTE",), ("not_applied_law", "applied"),
          "not applied", detail=True),
    Route("court_order", "A court has ordered it", ("COURT_ORDER",), ("not_applied_law", "applied"), "not applied",
          detail=True),
    Route("public_interest", "Overriding public interest, case by case", ("PUBLIC_INTEREST_TEST",),
          ("not_applied_public_interest", "applied"), "not applied", detail=True),
    Route("direct_care_team", "Extracted by the care team who have access already", ("TEAM_LIST",),
          ("applied", "not_applied_not_CPI"), "de-identified output only", detail=True),
)  # fmt: skip
ROUTE: Mapping[str, Route] = {route.name: route for route in ROUTES}
