"""Kinds of documents and declarations as part of the form: what may be proposed of them, how what is new is called, and
the form with it. Those that came with Haven are named by rules and reviewers: of them only the words change."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from services.contracts.intake.question_bank import ChangeKind, FormChange

from ..form import Condition, Form
from ..form.evidence import Evidence

PAPERS = frozenset({ChangeKind.DOCUMENT, ChangeKind.DECLARATION})
STEM: Mapping[ChangeKind, str] = {ChangeKind.DOCUMENT: "ADDED_", ChangeKind.DECLARATION: "added-"}
LONGEST = 34  # characters of a name after its stem: the name of a kind of document has at most 40
LAST = "OTHER"  # stands after every other kind


def words(form: Form) -> dict[str, str]:
    """Every kind of document and every declaration, by its name."""
    return {one.kind: one.label for one in form.evidence} | dict(form.declarations)


def is_added(target: str) -> bool:
    """Whether a document or declaration was added, and did not come with Haven."""
    return target.startswith(tuple(STEM.values()))


def _known(form: Form, said: FormChange, names: Collection[str], what: str) -> Iterator[tuple[str, str]]:
    if said.target and said.target not in names and not said.target.startswith(STEM[said.kind]):
        yield "target", f"There is no such {what}"


def document(form: Form, said: FormChange) -> Iterator[tuple[str, str]]:
    """What is wrong with a kind of document that is proposed."""
    yield from _known(form, said, form.documents, "kind of document")
    if len(said.label.strip()) < 3:
        yield "label", "Say what the document is called"
    same = said.label.strip().casefold()
    if any(one.label.casefold() == same and one.kind != said.target for one in form.evidence):
        yield "label", "There is a document of this name already"
    if said.planned and not said.required:
        yield "planned", "Only what must be attached can be planned"
    if said.target in form.documents and (said.terms or said.required or said.planned or said.years):
        yield "target", "When it is wanted stays as it is: add another kind of document"


def declaration(form: Form, said: FormChange) -> Iterator[tuple[str, str]]:
    """What is wrong with a declaration that is proposed."""
    yield from _known(form, said, dict(form.declarations), "declaration")
    if len(said.message.strip()) < 10:
        yield "message", "Say what is declared, in a sentence"
    same = said.message.strip().casefold()
    if any(told.casefold() == same and code != said.target for code, told in form.declarations):
        yield "message", "It is declared already"
    if said.terms:
        yield "terms", "A declaration is made with every submission"


def named(said: FormChange, slug: Callable[[str, int], str], free: Callable[[str], str], taken: Collection[str]) -> str:
    """The name of what is new: that of a document in capitals, as those that came with Haven have it."""
    if said.kind is ChangeKind.DOCUMENT:
        stem = f"{STEM[said.kind]}{slug(said.label, LONGEST - 4).upper()}"
        return stem if stem not in taken else free(f"{stem}_")
    stem = f"{STEM[said.kind]}{slug(said.message, LONGEST).replace('_', '-')}"
    return stem if stem not in taken else free(f"{stem}-")


def applied(form: Form, said: FormChange, when: Condition) -> Form:
    """The form with the document or declaration, new or in other words."""
    if said.kind is ChangeKind.DECLARATION:
        others = dict(form.declarations) | {said.target: said.message.strip()}
        return replace(form, declarations=tuple(others.items()))
    label = said.label.strip()
    if said.target in form.documents:
        return replace(form, evidence=tuple(
            replace(one, label=label) if one.kind == said.target else one for one in form.evidence
        ))  # fmt: skip
    new = Evidence(said.target, label, when, planned=said.planned, required=said.required, months=12 * said.years)
    ordered = sorted((*form.evidence, new), key=lambda one: one.kind == LAST)
    return replace(form, evidence=tuple(ordered))


def without(form: Form, target: str) -> Form:
    """The form without a document or declaration that was added."""
    return replace(
        form,
        evidence=tuple(one for one in form.evidence if one.kind != target),
        declarations=tuple(one for one in form.declarations if one[0] != target),
    )
