"""Every page as it is drawn: valid HTML, links that lead somewhere, one heading, nothing inline, nothing too large."""

import json
import re
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from deploy.settings import ROOT
from gateway.portal.pages import TABLE
from gateway.portal.row import Form, Shown
from services.contracts.message import Role

from .addresses import address
from .awaited import AWAITED_ADDRESSES
from .conftest import NOBODY, WHO, Browser, Willing, at_first, filled, poisoned
from .expected import EXPECTED

ELSEWHERE = ("www.nhs.uk", "www.ncsc.gov.uk", "digital.nhs.uk", "ico.org.uk")  # opting out; how data are destroyed
VALIDATOR = ROOT / "node_modules" / ".bin" / "html-validate"
LARGEST = 100_000  # bytes of HTML
DRAWN = [row for row in TABLE if row.method == "GET" and not row.path.endswith((".svg", ".docx"))]
LINK = re.compile(r'<(a|form|link|img|script)([^>]*? )(?:href|src|action)="([^"]*)"([^>]*)')
Drawn = dict[str, str]
ATTACK = "<img src=x onerror=alert(1)>"


def visitor(row: Shown) -> str:
    """Who sees most of it: an administrator, a person, or nobody."""
    for one in (Role.ADMINISTRATOR.value, Role.CASE_OFFICER.value, *WHO):
        if one in EXPECTED[row.path]:
            return one
    return NOBODY


@pytest.fixture(scope="module")
def drawn(shared: tuple[Flask, Willing]) -> Drawn:
    """Every page, every form with all its errors, and a problem, by what it is; drawn once."""
    found, browse = {}, partial(Browser, shared[0])
    at_first(shared[1])
    for row in DRAWN:
        browser = browse(visitor(row))
        found[row.path] = browser.get(address(row))
        if isinstance(row, Form):
            found[f"{row.path} sent empty"] = browser.post(address(row))
            found[f"{row.path} with more rows"] = browser.post(address(row), _add="queries")
    found["a problem"] = browse().get("/nowhere")
    assert [name for name, answer in found.items() if answer.status_code >= 500] == [], "a page about a failure is none"
    every = {name: answer.text for name, answer in found.items()}
    return {name: text for name, text in every.items() if "nhsuk-frontend.css" in text}  # not what only leads on


def test_every_page_is_valid_html(drawn: Drawn, tmp_path: Path) -> None:
    """By html-validate, all at once: a browser forgives, an assistive technology may not."""
    names = {}
    for number, (name, text) in enumerate(drawn.items()):
        (tmp_path / f"{number}.html").write_text(text)
        names[str(tmp_path / f"{number}.html")] = name
    config = Path(__file__).parent / "html-validate.json"
    command = [str(VALIDATOR), "--config", str(config), "--formatter", "json", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout, done.stderr
    wrong = {
        names[one["filePath"]]: [f"{said['line']}: {said['ruleId']}: {said['message']}" for said in one["messages"]]
        for one in json.loads(done.stdout)
        if one["messages"]
    }
    assert not wrong, json.dumps(wrong, indent=1)


def test_every_link_of_every_page_leads_to_a_page(drawn: Drawn, app: Flask) -> None:
    dead: dict[str, list[str]] = {}
    for name, text in drawn.items():
        for kind, before, given, after in LINK.findall(text):
            method = "POST" if kind == "form" and 'method="get"' not in f"{before} {after}" else "GET"
            href = given.replace("&amp;", "&")
            if not leads(href, method, text, app):
                dead.setdefault(href, []).append(name)
    unknown = {href: names for href, names in dead.items() if href not in AWAITED_ADDRESSES}
    assert unknown == {}
    assert set(AWAITED_ADDRESSES) <= set(dead), "awaited, and there already"


def leads(href: str, method: str, text: str, app: Flask) -> bool:
    """Whether an address of a page is one of ours (or, without a path, a place on the same page)."""
    parts = urlsplit(href)
    if parts.scheme:
        return parts.scheme == "https" and parts.netloc in ELSEWHERE
    if not parts.path:
        return bool(parts.query) or f'id="{parts.fragment}"' in text
    if parts.path.startswith("/static/"):
        return (Path(app.root_path) / parts.path.lstrip("/")).exists()
    try:
        app.url_map.bind("127.0.0.1").match(parts.path, method=method)
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def test_every_page_has_one_first_heading_a_title_and_nothing_inline(drawn: Drawn) -> None:
    for name, text in drawn.items():
        assert text.count("<h1") == 1, name
        assert re.search(r'<a class="nhsuk-skip-link"[^>]* href="#maincontent"', text), f"{name} (S1-46)"
        assert text.count('id="maincontent"') == 1, name
        assert re.search(r"<title>\s*\S.* \u2013 Haven</title>", text), name
        assert " style=" not in text, name
        assert not re.search(r"<script(?![^>]* src=)", text), name
        assert not re.search(r"\son\w+=", text), name


def test_what_anybody_wrote_is_text_and_never_markup(browse: Callable[..., Browser], bus: Willing) -> None:
    """Every text of every answer is an attack: no page may hand it on as it is (ASVS 1.2.1)."""
    bus.says = lambda kind: poisoned(filled(kind), ATTACK)
    shown = 0
    for row in DRAWN:
        answer = browse(visitor(row)).get(address(row))
        if answer.mimetype == "text/html":
            assert ATTACK not in answer.text, row.path
            shown += "&lt;img src=x" in answer.text
    assert shown > 3, "it was there to be seen"


def test_no_page_is_larger_than_it_may_be(drawn: Drawn) -> None:
    assert {name: len(text) for name, text in drawn.items() if len(text.encode()) > LARGEST} == {}


def test_every_form_that_was_sent_empty_says_what_is_missing_at_the_question(drawn: Drawn) -> None:
    """Where a form asks for something at all."""
    for name, text in drawn.items():
        if name.endswith("sent empty") and "There is a problem" in text:
            assert 'class="nhsuk-error-summary"' in text, name
            for anchor in re.findall(r'<a href="#([^"]+)"', text.split("nhsuk-error-summary", 1)[1].split("</ul>")[0]):
                assert f'id="{anchor}"' in text, name
