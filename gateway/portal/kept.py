"""What looks the same on page after page is drawn once. The header and the footer of the NHS design system took half of
the time in which a page was drawn, and are the same for everybody with the same menu."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markupsafe import Markup

KEPT = 512  # menus there are, and what is marked in them; some 6 KiB each


@dataclass(frozen=True)
class _Drawing:
    macro: Callable[[Any], Markup]
    said: str
    params: Mapping[str, Any] = field(compare=False)


def kept(macro: Callable[[Any], Markup], params: Mapping[str, Any]) -> Markup:
    """What the macro makes of `params`, which are plain data and nobody's: a name or a token is put into its place
    afterwards."""
    return _drawn(_Drawing(macro, json.dumps(params, sort_keys=True), params))


@lru_cache(maxsize=KEPT)
def _drawn(one: _Drawing) -> Markup:
    return one.macro(one.params)
