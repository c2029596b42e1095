"""A page asks all that it needs at once: one round of parallel calls to the services, and who is asking before that."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from gateway.portal.row import Shown
from services.contracts.intake import ReadSession, TouchSession

from .addresses import address
from .conftest import Browser, Willing
from .test_pages import DRAWN, visitor

WHO_ASKS = (ReadSession, TouchSession)
FROM_THREADS = "/operations"  # asks the same of each part, every one from a thread of its own: all at once as well


@pytest.fixture
def rounds(bus: Willing, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What has been asked since the list was emptied: one entry for each time that a page waited for services."""
    found: list[Any] = []
    ask, gather = Willing.ask, Willing.gather
    inside: list[bool] = []

    def asked(self: Willing, message: Any, actor: Any, **how: Any) -> Any:
        if not inside and not isinstance(message, WHO_ASKS):
            found.append(type(message).__name__)
        return ask(self, message, actor, **how)

    def gathered(self: Willing, messages: Any, actor: Any, **how: Any) -> Any:
        found.append(sorted(type(message).__name__ for message in messages.values()))
        inside.append(True)
        try:
            return gather(self, messages, actor, **how)
        finally:
            inside.pop()

    monkeypatch.setattr(Willing, "ask", asked)
    monkeypatch.setattr(Willing, "gather", gathered)
    return found


@pytest.mark.parametrize("row", DRAWN, ids=lambda row: row.path)
def test_a_page_waits_for_services_once(
    row: Shown, browse: Callable[..., Browser], rounds: list[Any], app: Flask
) -> None:
    browser = browse(visitor(row))
    rounds.clear()
    browser.get(address(row))
    assert len(rounds) <= 1 or (row.path == FROM_THREADS and set(rounds) == {"ListParked"}), rounds
