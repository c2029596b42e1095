"""Stand-ins for what we own at a distance. Each has the same methods as the real one; a test compares them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from gateway.bus import Resting, UnknownService
from services.contracts.message import Actor, Command, Query, Refused, View


class FakeBus:
    """Answers from a table: message class -> view, refusal or failure to give, or a function of message and actor.
    `asked` is what it was asked, and by whom."""

    def __init__(self, answers: Mapping[type, Any] | None = None) -> None:
        self.answers: dict[type, Any] = dict(answers or {})
        self.asked: list[tuple[Any, Actor]] = []
        self.parts: list[str | None] = []
        self.up = True

    def ask(
        self,
        message: Command | Query,
        actor: Actor,
        *,
        correlation: UUID | None = None,
        seconds: float | None = None,
        part: str | None = None,
    ) -> View:
        self.asked.append((message, actor))
        self.parts.append(part)
        answer = self.answers.get(type(message), UnknownService("nobody"))
        if callable(answer) and not isinstance(answer, type):
            answer = answer(message, actor)
        if isinstance(answer, (Refused, Resting)):
            raise answer
        found: View = answer
        return found

    def gather(
        self,
        messages: Mapping[str, Command | Query],
        actor: Actor,
        *,
        correlation: UUID | None = None,
        seconds: float | None = None,
    ) -> dict[str, View | Refused | Resting]:
        found: dict[str, View | Refused | Resting] = {}
        for name, message in messages.items():
            try:
                found[name] = self.ask(message, actor, correlation=correlation, seconds=seconds)
            except (Refused, Resting) as told:
                found[name] = told
        return found

    def full(self, part: str) -> bool:
        return False

    def start(self) -> None:
        self.up = True

    def stop(self) -> None:
        self.up = False

    @property
    def ready(self) -> bool:
        return self.up

    @property
    def waiting(self) -> int:
        return 0
