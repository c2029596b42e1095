"""What is drawn once for many pages: the same as drawn anew, and nothing of anybody in it."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from gateway.portal import kept
from services.contracts import intake
from services.contracts.message import Role

from .conftest import PEOPLE, Browser, Willing

Browse = Callable[..., Browser]


def test_what_is_the_same_is_drawn_once_and_what_differs_is_drawn_for_itself() -> None:
    drawn: list[Any] = []

    def macro(params: Any) -> Markup:
        drawn.append(params)
        return Markup("<p>{}</p>").format(params["text"])

    assert [kept.kept(macro, {"text": text}) for text in ("a", "b", "a")] == ["<p>a</p>", "<p>b</p>", "<p>a</p>"]
    assert drawn == [{"text": "a"}, {"text": "b"}]


def test_whoever_comes_after_somebody_finds_their_own_name_and_their_own_token(browse: Browse, bus: Willing) -> None:
    """Two people of one role, one after the other: the header that both share says neither's name."""
    pages = {}
    for name in ("Ada <b>Okafor</b>", "Gwen [sign out] Pike"):
        person = intake.SessionView(person_id=PEOPLE["person"], name=name, roles=frozenset({Role.PERSON}))
        bus.answers[intake.ReadSession] = person
        browser = browse("person")
        browser.identity.forget(browser.token)  # who that is, is believed for some seconds
        pages[name] = browser.get("/my/requests").text
    browser.identity.forget(browser.token)
    first, second = pages.values()
    assert "Ada &lt;b&gt;Okafor&lt;/b&gt;" in first
    assert "<b>Okafor" not in first
    assert "Okafor" not in second
    assert second.count("Gwen [sign out] Pike") == first.count("Okafor")
    assert first.count('action="/sign-out"') == second.count('action="/sign-out"') == 1


def test_the_menu_that_is_kept_marks_the_page_that_is_looked_at(browse: Browse) -> None:
    browser = browse("case-officer")
    for path in ("/my/tasks", "/staff/requests", "/my/tasks"):
        shown = browser.get(path).text
        header = shown[: shown.index("<main")]
        assert f'href="{path}" aria-current="page"' in " ".join(header.split())
