"""The shipped form against domain section 2.2: every field of sections A to N is asked, or says why it is not."""

import re

import pytest

from services.intake.domain.form import ALWAYS, DECLARATIONS, GIVERS, SHIPPED, Condition, Field
from services.intake.domain.form.decisions import ROUTE, ROUTES, Route
from services.intake.domain.form.facts import FACTS
from services.intake.domain.form.vocabulary import terms
from services.intake.domain.formats import CHECKS, PATTERNS, check
from services.intake.domain.rules import RULES, Severity
from tests import examples

# Every id of domain 2.2.
WANTED = {
    **{f"A{n}": "" for n in range(1, 15)}, **{f"B{n}": "" for n in range(1, 15)},
    **{f"C{n}": "" for n in range(1, 15)}, **{f"D{n}": "" for n in range(1, 11)},
    **{f"E{n}": "" for n in range(1, 9)}, **{f"F{n}": "" for n in range(1, 15)},
    **{f"G{n}": "" for n in range(1, 11)}, **{f"H{n}": "" for n in range(1, 9)},
    **{f"I{n}": "" for n in range(1, 10)}, "J1": "", **{f"K{n}": "" for n in range(1, 10)},
    **{f"L{n}": "" for n in range(1, 8)}, **{f"M{n}": "" for n in range(1, 7)}, **{f"N{n}": "" for n in range(1, 8)},
}  # fmt: skip
# Not asked as a question, and why.
NOT_ASKED = {
    "A13": "the enquiry or provisional request that it follows is known: it was begun from it",
    "C4": "a document (LIA)",
    "C14": "a document (JOINT_ARRANGEMENT)",
    "E3": "kept with the organisation, once for all its requests",
    "I3": "kept with the organisation, once for all its requests",
    "I9": "asked as A7",
    "K9": "the number is given with the purchase order, at the signature (agreements)",
    **{f"N{n}": "a declaration, ticked at each submission" for n in range(1, 8)},
}
# What a provisional request may plan (the legend's P, and the row of evidence in 1.5).
PLANNED = {"C9", "C12", "D2", "D3", "D4", "E4", "K1", "A9"}
PLANNED_DOCUMENTS = {
    "REC_LETTER", "HRA_LETTER", "CAG_LETTER", "FUNDING_LETTER", "DPIA", "DELEGATED_AUTHORITY",
}  # fmt: skip
RELAXED_RULES = {"X-LEGAL5", "X-SEC1"}  # block(full) in 2.5
EVIDENCE_OF_2_7 = {
    "PROTOCOL", "DATAFLOW", "LAY_REVIEW", "REC_LETTER", "HRA_LETTER", "CAG_LETTER", "CONSENT_FORM", "DPIA", "LIA",
    "PRIVACY_NOTICE", "FUNDING_LETTER", "SPONSOR_LETTER", "DELEGATED_AUTHORITY", "HONORARY_CONTRACT", "DATA_SPEC",
    "SUBLICENCE_TEMPLATE", "MODEL_CARD", "ONS_APPROVAL",
}  # fmt: skip


def everything() -> list[tuple[str, Field]]:
    """Every question and every part of a row, with where it is."""
    whole = [(key, field) for key, field in SHIPPED.fields.items()]
    return whole + [(f"{key}.{item.key}", item) for key, field in SHIPPED.fields.items() for item in field.items]


def number(field: Field) -> str:
    found = re.match(r"[A-N][0-9]+", field.id)
    return found[0] if found else ""


def test_every_field_of_the_reference_is_asked_or_says_why_not() -> None:
    asked = {number(field) for _, field in everything()}
    assert set(WANTED) - asked == set(NOT_ASKED)
    assert all(len(why) > 10 for why in NOT_ASKED.values())
    assert asked - set(WANTED) == {"A15", "J2", "N8"}, "our own: planned dates, the lead without access, anything else"


def test_the_declarations_are_the_seven_of_section_n_and_the_sponsors() -> None:
    assert len(DECLARATIONS) == 8


def test_a_provisional_request_relaxes_exactly_the_fields_marked_p() -> None:
    assert {number(field) for _, field in everything() if field.planned} == PLANNED
    assert {item.kind for item in SHIPPED.evidence if item.planned} == PLANNED_DOCUMENTS
    assert {code for code, (severity, _) in RULES.items() if severity is Severity.BLOCK_FULL} == RELAXED_RULES
    by_approval = [key for key, field in everything() if "approval" in field.when.reads]
    assert by_approval == ["planned"], "nothing else is asked or left out because of the approval sought"
    assert not [item.kind for item in SHIPPED.evidence if "approval" in item.when.reads]


def test_every_document_of_the_reference_is_known() -> None:
    assert set(SHIPPED.documents) >= EVIDENCE_OF_2_7


@pytest.mark.parametrize(("key", "field"), everything())
def test_each_question_has_guidance_and_where_words_are_typed_an_example(key: str, field: Field) -> None:
    assert field.guidance or field.example, key
    if "." not in key and field.type in ("text", "long", "texts", "list", "map"):
        assert field.example, key
        assert field.example != field.guidance


@pytest.mark.parametrize(("key", "field"), [(k, f) for k, f in everything() if f.rule and f.example])
def test_an_example_passes_the_format_that_it_shows(key: str, field: Field) -> None:
    assert field.rule in PATTERNS or field.rule in CHECKS
    assert check(field.rule, field.example), key


def conditions() -> list[tuple[str, Condition]]:
    return [(key, field.when) for key, field in everything()] + [(one.kind, one.when) for one in SHIPPED.evidence]


@pytest.mark.parametrize(("key", "condition"), conditions())
def test_each_condition_names_questions_parts_and_options_that_there_are(key: str, condition: Condition) -> None:
    assert condition.text or condition is ALWAYS
    for term in terms(condition.test):
        if term.subject in FACTS:
            assert set(term.values) <= set(FACTS[term.subject].values), key
            continue
        name, _, part = term.subject.partition(".")
        field = SHIPPED.fields[name]
        one = next(item for item in field.items if item.key == part) if part else field
        offered = set(one.options) or ({"yes", "no"} if one.type == "bool" else set())
        if term.comparison in ("one-of", "none-of"):
            assert set(term.values) <= offered, (key, term)


def test_whoever_can_give_something_is_one_of_those_named() -> None:
    assert set(SHIPPED.givers.values()) == set(GIVERS)


def test_the_table_of_routes_has_every_route_each_with_evidence_and_what_follows_for_the_opt_out() -> None:
    """Domain 2.3.2, with the route that C7 names and the table leaves out (a court order)."""
    assert set(ROUTE) == {
        "not_confidential", "consent", "s251_reg5", "s251_reg2", "reg3", "statute_or_direction", "court_order",
        "public_interest", "direct_care_team",
    }  # fmt: skip
    for route in ROUTES:
        assert route.evidence
        assert set(route.evidence) <= set(SHIPPED.documents)
        assert set(route.opt_out) <= set(SHIPPED.fields["opt_out"].options)
        assert route.consequence
    applied = {route.name for route in ROUTES if route.opt_out[0] == "applied"}
    assert applied == {"s251_reg5", "s251_reg2", "direct_care_team"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_choosing_a_route_asks_for_its_evidence_and_for_no_other_routes(route: Route) -> None:
    draft = examples.draft(confidentiality=route.name)
    wanted = {one.kind for one in SHIPPED.evidence if one.required and one.when.holds(draft)}
    every = {kind for one in ROUTES for kind in one.evidence}
    assert wanted & every == set(route.evidence)
