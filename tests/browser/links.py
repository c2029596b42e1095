"""Whether what a page offers leads anywhere: every link of every page of a walk, followed by whoever sees it."""

import re
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from .looking import VARIABLE

EVERY = "all => all.map(e => [e.getAttribute('href'), !!e.closest('main, .nhsuk-breadcrumb')])"


class Links:
    """Follows each kind of link once for each person who is offered it in the main part of a page or as the way back,
    and once for all of them in header and footer. `dead` keeps those that are refused, not found, broken, or name a
    place that the page does not have. What is on other sites is not asked for; tests/portal knows which may be named.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.cookie: str = app.extensions["haven"].identity.cookie
        self.followed: set[tuple[str, str]] = set()
        self.dead: list[str] = []

    def look(self, page: Page) -> None:
        """At the links of this page."""
        here = urlsplit(page.url)
        who = next((one["value"] for one in page.context.cookies() if one["name"] == self.cookie), "")
        for href, inside in page.locator("a[href]").evaluate_all(EVERY):
            parts = urlsplit(href)
            if parts.scheme or parts.netloc:
                continue
            path = parts.path or here.path
            like = f"{VARIABLE.sub('*', path)}#{VARIABLE.sub('*', parts.fragment)}"
            if (who if inside else "", like) in self.followed:
                continue
            self.followed.add((who if inside else "", like))
            if not parts.path:
                missing = parts.fragment and page.locator(f'[id="{parts.fragment}"]').count() == 0
            else:
                missing = not self._leads(who, href, parts.fragment)
            if missing:
                self.dead.append(f"{who or 'nobody'} at {VARIABLE.sub('*', here.path)}: {like}")

    def _leads(self, who: str, href: str, fragment: str) -> bool:
        client: FlaskClient = self.app.test_client()
        if who:
            client.set_cookie(self.cookie, who)
        answer = client.get(href, headers={"Accept": "text/html"}, follow_redirects=True)
        found = answer.status_code < 400 and (
            not fragment or re.search(rf'\bid="{re.escape(fragment)}"', answer.text) is not None
        )
        answer.close()
        return found
