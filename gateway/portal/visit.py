"""One request for one page: who asks, for what, and what the services said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import current_app, g, request

from services.contracts.intake import ContentPageView
from services.contracts.message import Command, NotPermitted, Refused, View

from .. import compose
from ..bus import Resting
from ..identity import Caller


@dataclass(kw_only=True)
class Visit:
    """`path`: the address's variables. `said`: every answer, refusal or failure by name. `screen`: what compose made
    of several."""

    caller: Caller
    path: Mapping[str, Any] = field(default_factory=dict)
    needs: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    screen: Any = None

    def __getitem__(self, name: str) -> Any:
        """An answer, None when there is none."""
        found = self.said.get(name)
        return found if isinstance(found, View) else getattr(self.screen, name, None)

    @property
    def me(self) -> UUID:
        return self.caller.actor.id

    @property
    def subject(self) -> Any:
        """The answer that the page is about."""
        return self[self.needs] if self.needs else self.screen

    @property
    def version(self) -> int | None:
        """The version of what was read."""
        return getattr(self.subject, "version", None)

    @property
    def may(self) -> frozenset[str] | None:
        """Commands that somebody may give here now; None when no answer says. Words of a content page that stand beside
        something else say nothing of it."""
        said = [one for name, one in self.said.items() if name == self.needs or not isinstance(one, ContentPageView)]
        told = [one.may for one in (self.screen, *said) if isinstance(one, View) and hasattr(one, "may")]
        if not told:
            return None
        return frozenset(getattr(step, "command", step) for may in told for step in may)

    @property
    def parts(self) -> tuple[compose.PartState, ...]:
        """What each part said, in a word."""
        return getattr(self.screen, "parts", None) or compose.parts(self.said)

    @property
    def resting(self) -> list[str]:
        """The parts that gave no answer."""
        return [part.part for part in self.parts if part.state == "resting"]

    def gather(self, row: Any) -> "Visit":
        """Ask what the row asks, at once. Raises the refusal or failure of what the page cannot do without."""
        haven, self.needs = current_app.extensions["haven"], row.needs
        if row.screen is not None:
            self.screen = row.screen(haven.bus, self.caller.actor, g.correlation, haven.links, **self.path)
        if asked := row.asks(self):
            self.said = haven.bus.gather(asked, self.caller.actor, correlation=g.correlation)
        if isinstance(missing := self.said.get(row.needs), (Refused, Resting)):
            raise missing
        for refusal in self.said.values():
            if isinstance(refusal, Refused) and not isinstance(refusal, NotPermitted) and refusal.code == "malformed":
                raise refusal
        return self

    def give(self, command: Command, part: str | None = None) -> Any:
        """Give a command; its answer."""
        haven = current_app.extensions["haven"]
        return haven.bus.ask(command, self.caller.actor, correlation=g.correlation, part=part)

    def ask(self, query: Any) -> Any:
        """Ask one more thing; for what the first round does not cover, such as the pages of an export."""
        haven = current_app.extensions["haven"]
        return haven.bus.ask(query, self.caller.actor, correlation=g.correlation)

    def arg(self, name: str, default: str = "") -> str:
        """A value of the address's query string."""
        return request.args.get(name, default)
