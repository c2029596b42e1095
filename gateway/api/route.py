"""What a row of the table of routes says."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from services.contracts import wire
from services.contracts.message import STAFF, Actor, Command, Role, View

PREFIX = "/api/v1"
VARIABLE = re.compile(r"<(?:[^:<>]+:)?(\w+)>")  # of a path, with or without its converter: <uuid:id>, <any(a, b):part>
PUBLIC = frozenset({Role.PUBLIC})
SIGNED_IN = frozenset({Role.PERSON})
STAFF_ONLY = frozenset(STAFF)
OPERATORS = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})

Asked = Any  # the class of a Command or a Query


@dataclass(frozen=True, kw_only=True)
class Row:
    """What every row has. `who` is the first gate only: PUBLIC, SIGNED_IN, or the roles of the account; whether this
    person may do it to this request, in this state, is the owning service's to say. `in_person`: not with an API token,
    since it decides who gets in. `door`: strangers may knock, but seldom, since each knock is dear or is mailed."""

    method: str
    path: str
    who: frozenset[Role]
    area: str = ""
    status: int = 200
    summary: str = ""
    in_person: bool = False
    door: bool = False

    @property
    def endpoint(self) -> str:
        return f"{self.method.lower()} {self.path}"

    @cached_property
    def in_path(self) -> frozenset[str]:
        """Names of the path's variables."""
        return frozenset(re.findall(VARIABLE, self.path))

    @property
    def template(self) -> str:
        """The path as OpenAPI writes it: /requests/{id}."""
        return re.sub(VARIABLE, r"{\1}", self.path)

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    def admits(self, actor: Actor, *, signed_in: bool) -> bool:
        """Whether somebody like this may ask at all."""
        return self.who == PUBLIC or (signed_in and (self.who == SIGNED_IN or actor.has(*self.who)))


@dataclass(frozen=True, kw_only=True)
class FileRef:
    """A file that a service's answer names, and so lets this caller have: in the store, or `in_workspaces` at that
    path."""

    sha256: str
    filename: str
    media_type: str = ""
    in_workspaces: str = ""


Finds = Callable[[Any, Mapping[str, Any]], FileRef | None]


@dataclass(frozen=True, kw_only=True)
class Route(Row):
    """One message over HTTP.

    `location`: where what was made can be read, from the answer's fields. `conditional`: If-Match is required.
    `download` finds in the answer the stored file to send (None: there is none). `fixed`: fields that the path implies.
    `part`: who is asked, where the message has no owner. `demo`: exists only where the clock may be moved.
    """

    message: Asked
    location: str = ""
    conditional: bool = False
    download: Finds | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    part: str | None = None
    demo: bool = False

    @property
    def name(self) -> str:
        return str(self.message.__name__)

    @property
    def is_command(self) -> bool:
        return issubclass(self.message, Command)

    @property
    def answers(self) -> type[View]:
        found: type[View] = self.message.answers
        return found

    @property
    def keyed(self) -> bool:
        """Whether an Idempotency-Key is required: on every POST of a command whose answer is remembered."""
        return self.method == "POST" and issubclass(self.message, Command) and self.message.remembered

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields the caller gives in body or query string: all that neither path, headers nor table give."""
        given = self.in_path | set(self.fixed) | ({"id", "expected_version"} if self.is_command else set())
        return tuple(name for name in wire.schema(self.message).fields if name not in given)


@dataclass(frozen=True, kw_only=True)
class Screen(Row):
    """A screenful: several services asked at once by `compose`. Answers a view of the gateway's own."""

    name: str
    compose: Callable[..., View]
    answers: type[View]


@dataclass(frozen=True, kw_only=True)
class Own(Row):
    """Answered by the gateway itself. `view` gets the caller and the path's variables. `takes` is what the JSON body
    holds (None: no JSON body); `answers` is what comes back (None: nothing), unless a file of `media_type` does."""

    name: str
    view: Callable[..., Any]
    takes: type | None = None
    answers: type[View] | None = None
    media_type: str = ""


def ask(path: str, message: Asked, who: frozenset[Role] = SIGNED_IN, **more: Any) -> Route:
    """GET: a query."""
    return Route(method="GET", path=path, message=message, who=who, **more)


def act(path: str, message: Asked, who: frozenset[Role] = SIGNED_IN, **more: Any) -> Route:
    """POST: a command on something that exists."""
    return Route(method="POST", path=path, message=message, who=who, **more)


def file(path: str, message: Asked, download: Finds, who: frozenset[Role] = SIGNED_IN, **more: Any) -> Route:
    """GET: a file that the answer names."""
    return Route(method="GET", path=path, message=message, who=who, download=download, **more)


def make(path: str, message: Asked, location: str, who: frozenset[Role] = SIGNED_IN, **more: Any) -> Route:
    """POST: a command that makes something; 201 and where it is."""
    return Route(method="POST", path=path, message=message, who=who, status=201, location=location, **more)
