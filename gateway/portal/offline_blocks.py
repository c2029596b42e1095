"""The paragraphs of a document that came back, by question: each begins with a heading that ends in its mark."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MARK = re.compile(r"\[haven:(?P<name>[a-z0-9_.-]{1,120})(?:#(?P<digest>[0-9a-f]{12}))?\]\s*$")
HINT, ASIDE = "Hint", "» "
APART = ("Heading1", "Title")  # they end a question, and begin none


@dataclass
class Block:
    """One question of the document: where its heading is, what it held, and the text below it; `rows`: by row and part.
    `strange`: marks inside it that fit nowhere."""

    name: str
    digest: str
    place: str
    lines: list[str] = field(default_factory=list)
    rows: list[dict[str, list[str]]] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)


class Reader:
    """Reads paragraphs in order. `problems` gets the place of text that belongs to no question."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self._problems = problems
        self._block: Block | None = None
        self._into: list[str] | None = None

    def blocks(self, found: Iterable[tuple[str, str]]) -> Iterator[Block]:
        """The questions, in the order of the document."""
        for number, (style, text) in enumerate(found, 1):
            mark = MARK.search(text)
            if mark is None:
                self._line(number, style, text)
                continue
            before = self._block
            self._heading(mark, f"Paragraph {number}: {text[: mark.start()].strip()}")
            if before is not None and before is not self._block:
                yield before
        if self._block is not None:
            yield self._block

    def _line(self, number: int, style: str, text: str) -> None:
        if style == HINT or text.startswith(ASIDE):
            return
        if style in APART:
            self._into = None
        elif self._into is not None:
            self._into.append(text)
        elif text.strip() and self._block is not None:
            self._problems.append((f"Paragraph {number}", f"This belongs to no question: {text[:60]}"))

    def _heading(self, mark: re.Match[str], place: str) -> None:
        name, digest = mark["name"], mark["digest"] or ""
        block, depth = self._block, name.count(".")
        if digest or block is None or name.split(".")[0] != block.name:
            self._block = Block(name, digest, place)
            self._into = self._block.lines
        elif depth == 1:
            block.rows.append({})
            self._into = []
        elif depth == 2 and block.rows:
            self._into = block.rows[-1].setdefault(name.split(".")[2], [])
        else:
            block.strange.append(name)
            self._into = []
