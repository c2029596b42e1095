"""What differs between two texts, word by word, for people who look for what changed."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

WORDS = re.compile(r"\s*\S+|\s+")
MOST_WORDS = 4000  # of both texts; beyond, the texts stand side by side whole: comparing words takes their product
SHARED = 0.3  # the share of words in common below which marks say nothing: it is another text


def marked(before: Any, after: Any) -> list[tuple[str, str]] | None:
    """Pieces as (`same`, `removed` or `added`, text), in reading order. None where marks would not help."""
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    old, new = WORDS.findall(before), WORDS.findall(after)
    if not old or not new or len(old) + len(new) > MOST_WORDS:
        return None
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return list(_pieces(matcher, old, new)) if matcher.ratio() >= SHARED else None


def _pieces(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for how, low, high, first, last in matcher.get_opcodes():
        if how == "equal":
            yield "same", "".join(old[low:high])
            continue
        if high > low:
            yield "removed", "".join(old[low:high])
        if last > first:
            yield "added", "".join(new[first:last])
