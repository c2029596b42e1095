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
    """`heads`: (place, words) of each column; `steps`: (x, y, x, y) from box to box."""

    width: int
    height: int
    heads: tuple[tuple[int, str], ...]
    boxes: tuple[Box, ...]
    steps: tuple[tuple[int, int, int, int], ...]


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


def _step(one: Box, after: Box) -> tuple[int, int, int, int]:
    """Down within a column; from the end of one column to the head of the next."""
    if one.x == after.x:
        return one.x + COLUMN // 2, one.y + TALL, after.x + COLUMN // 2, after.y
    return one.x + COLUMN, one.y + TALL // 2, after.x, after.y + TALL // 2
