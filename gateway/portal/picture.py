"""The line as a drawing: a column of boxes for each macro-stage, left to right, each box a stage."""

import itertools
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

COLUMN, GAP, TALL, HEAD, LETTERS = 230, 30, 52, 40, 24  # of the drawing: widths and heights; letters on a line


@dataclass(frozen=True)
class Box:
    """One stage: its corner, and its words line by line."""

    x: int
    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """`heads`: (place, words) of each column; `steps`: the points of each
    way from box to box, as SVG writes them."""

    width: int
    height: int
    heads: tuple[tuple[int, str], ...]
    boxes: tuple[Box, ...]
    steps: tuple[str, ...]


def drawn(stages: Iterable[tuple[str, list[str]]]) -> Picture:
    """The drawing of a line (line.whole)."""
    stages = list(stages)
    boxes = [
        Box(column * (COLUMN + GAP), HEAD + row * (TALL + GAP), tuple(textwrap.wrap(label, LETTERS)[:2]))
        for column, (_, labels) in enumerate(stages)
        for row, label in enumerate(labels)
    ]
    return Picture(
        width=len(stages) * (COLUMN + GAP) - GAP,
        height=HEAD + max(len(labels) for _, labels in stages) * (TALL + GAP) - GAP,
        heads=tuple((column * (COLUMN + GAP), name) for column, (name, _) in enumerate(stages)),
        boxes=tuple(boxes),
        steps=tuple(_step(one, after) for one, after in itertools.pairwise(boxes)),
    )


def _step(one: Box, after: Box) -> str:
    """Down within a column; between columns, from the end of one to the head of the next."""
    if one.x == after.x:
        return f"{one.x + COLUMN // 2},{one.y + TALL} {after.x + COLUMN // 2},{after.y}"
    middle, begin, end = one.x + COLUMN + GAP // 2, one.y + TALL // 2, after.y + TALL // 2
    return f"{one.x + COLUMN},{begin} {middle},{begin} {middle},{end} {after.x},{end}"
