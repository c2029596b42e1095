"""A draft as a document to work on offline, and what has changed when it comes back.

Each question is a heading that ends in a mark: its key, and a digest of what it held when the document was made. So
when it comes back it is known of every question whether it was changed in the document, and whether it was changed here
meanwhile: what was changed on one side only is no conflict, and what was on both is shown with both texts.
"""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from services.contracts.intake import ApplicationView, SaveDraft

from ..word import Paragraph
from . import draft, edits, offline_values
from .fields import Question, fill, row_of
from .offline_blocks import ASIDE, HINT, Block, Reader
from .reading import MOST_ROWS
from .row import Form
from .visit import Visit

INTRO = (
    "Write your answers below the headings. Keep the mark in square brackets at the end of each heading: it says which "
    "question it is. Lines that begin with » are help, and are not read back.",
    "Of a question that is answered in rows, copy a whole row with its headings to add another.",
    "When you are done, hand the document in on the page of the draft: you see what would change before anything does.",
)


@dataclass
class Change:
    """A question that the document answers differently: what is saved now, and what it says. `both`: it was changed
    here too since the document was made."""

    question: Question
    letter: str
    before: str
    after: str
    both: bool


@dataclass
class Returned:
    """What a document says: its changes, what could not be taken from it and where, and how much stays as it is."""

    changes: list[Change] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0


def questions(visit: Visit) -> list[tuple[str, str, list[Question]]]:
    """Letter and title of every section, with its questions and what is saved of them."""
    form = visit["form"]
    found = []
    for section in form.sections if form else ():
        here = dataclasses.replace(visit, path={**visit.path, "letter": section.letter})
        asked = draft.asked(_row(), here)
        fill(asked, draft.start(here))
        found.append((section.letter, section.title, asked))
    return found


def _row() -> Form:
    """`draft.asked` does not look at the row: the questions are those of the section."""
    return Form(path="", who=frozenset(), command=SaveDraft, title="")


def paragraphs(visit: Visit, application: ApplicationView) -> Iterator[Paragraph]:
    """The document."""
    yield Paragraph(f"{application.reference} {application.title}", "Title")
    for words in INTRO:
        yield Paragraph(ASIDE + words, HINT)
    for letter, title, asked in questions(visit):
        yield Paragraph(f"{letter}. {title}", "Heading1")
        for one in asked:
            yield Paragraph(one.label, "Heading2", f"[haven:{one.name}#{edits.digest(one)}]")
            yield from _hints(one)
            yield from _rows(one) if one.kind == "group" else _lines(one)


def _hints(one: Question) -> Iterator[Paragraph]:
    for words in filter(None, (one.hint, offline_values.how(one))):
        yield Paragraph(ASIDE + words, HINT)


def _lines(one: Question) -> Iterator[Paragraph]:
    text = offline_values.written(one)
    for line in text.split("\n") if text else ("",):
        yield Paragraph(line)


def _rows(one: Question) -> Iterator[Paragraph]:
    for number, row in enumerate(one.rows):
        yield Paragraph(f"{one.label}, row {number + 1}", "Heading3", f"[haven:{one.name}.{number}]")
        for part in row:
            yield Paragraph(part.label, "Heading4", f"[haven:{part.name}]")
            yield from _hints(part) if number == 0 else ()
            yield from _lines(part)


def returned(visit: Visit, found: Iterable[tuple[str, str]]) -> Returned:
    """What the paragraphs of a document change in the draft as it is now."""
    saved = {one.name: (letter, one) for letter, _, asked in questions(visit) for one in asked}
    result, seen = Returned(), set[str]()
    for block in Reader(result.problems).blocks(found):
        if block.name not in saved:
            result.problems.append((block.place, f"There is no such question in this draft: {block.name}"))
            continue
        if block.name in seen:
            result.problems.append((block.place, "This question is there twice: the first one was taken"))
            continue
        seen.add(block.name)
        letter, now = saved[block.name]
        typed = _typed(now, block, result)
        if typed is None:
            continue
        said, here = edits.digest(typed), edits.digest(now)
        if said in (block.digest, here):
            result.same += 1
            continue
        before, after = offline_values.plain(now), offline_values.plain(typed)
        result.changes.append(Change(typed, letter, before, after, both=here != block.digest))
    return result


def _typed(now: Question, block: Block, result: Returned) -> Question | None:
    """The question as the document answers it; None when it does not do so in a way that can be read."""
    typed = dataclasses.replace(now, rows=[], error="")
    if now.kind != "group":
        told = offline_values.read(typed, block.lines)
        if told:
            result.problems.append((block.place, told))
        return None if told else typed
    if len(block.rows) > MOST_ROWS or block.strange:
        result.problems.append((block.place, f"Give at most {MOST_ROWS} rows, each with its own heading"))
        return None
    wrong = False
    for number, cells in enumerate(row for row in block.rows if any(map(_any, row.values()))):
        row = row_of(now, number)
        known = {part.name.rsplit(".", 1)[1]: part for part in row}
        for key, lines in cells.items():
            told = offline_values.read(known[key], lines) if key in known else f"There is no part called {key}"
            if told:
                wrong = True
                result.problems.append((f"{block.place}, row {number + 1}", told))
        typed.rows.append(row)
    return None if wrong else typed


def _any(lines: list[str]) -> bool:
    return any(line.strip() for line in lines)


def answers(visit: Visit, chosen: Iterable[Change]) -> dict[str, Any]:
    """The answers that these changes come to, as SaveDraft takes them."""
    made: dict[str, Any] = {}
    for letter, some in _by_letter(chosen).items():
        here = dataclasses.replace(visit, path={**visit.path, "letter": letter})
        said = draft.read(here, some, offline_values.values(some))["answers"]
        dates = {**made.get("planned", {}), **said.get("planned", {})}
        made |= said | ({"planned": dates} if dates else {})
    return made


def _by_letter(chosen: Iterable[Change]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for one in chosen:
        found.setdefault(one.letter, []).append(one.question)
    return found
