"""Bars of a chart as numbers for SVG: where each stands, and how high. Colours are classes, words are the table's."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 640, 200, 0.3  # of the drawing; and how much of a group is left free
ROUND = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """One bar: the corner, its size, and the series it is of, from 0."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True)
class Chart:
    """Bars in groups. `ticks`: (height in the drawing, number there); `names`: (place, name) of each group."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]
    names: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT


def grouped(names: Sequence[str], series: Sequence[Sequence[int]]) -> Chart:
    """A group of bars for each name, with one bar of each series."""
    top = ceiling(max((value for one in series for value in one), default=0))
    step = WIDTH / max(1, len(names))
    wide = step * (1 - GAP) / max(1, len(series))
    bars = [
        Bar(
            round(group * step + step * GAP / 2 + number * wide, 1),
            round(HEIGHT * (1 - value / top), 1),
            round(wide, 1),
            round(HEIGHT * value / top, 1),
            number,
        )
        for number, values in enumerate(series)
        for group, value in enumerate(values)
    ]
    ticks = tuple((round(HEIGHT * (1 - part / 2), 1), top * part // 2) for part in range(3))
    places = tuple((round((group + 0.5) * step, 1), name) for group, name in enumerate(names))
    return Chart(tuple(bars), ticks, places)


def ceiling(value: int) -> int:
    """A round even number that is not below `value`."""
    unit = 1
    while True:
        for one in ROUND:
            if one * unit * 2 >= value:
                return one * unit * 2
        unit *= 10
