"""Messages to JSON and back, checked by marshmallow schemas derived from the dataclasses.

An event travels as a CloudEvent 1.0 in structured JSON; a command or query as its fields; what is replied to them is in
`replies`.
"""

import dataclasses
import importlib
import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate

from .message import Envelope, Event, Malformed, Message, Problem
from .operations import SAID_BY_ALL

SERVICES = ("intake", "review", "agreements", "provisioning", "audit")
TEXT_LIMIT, ITEM_LIMIT = 20_000, 1_000
UNKNOWN = "Unknown field."
WORDS = {"unknown": UNKNOWN}
NUMBER_LIMIT = 2**53 - 1  # beyond it JSON does not carry every whole number exactly, and databases none above 2**63
M = TypeVar("M")
F = TypeVar("F", bound=Callable[..., Any])


def once_per_class(work: F) -> F:
    """Remember what `work` gave for each class; typed, which functools.cache is not for classes."""
    return typing.cast(F, cache(work))


class Whole(fields.Integer):
    """A whole number, written as one (1.7 is refused, not taken for 1) and no larger than every part can keep it."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, float) and not value.is_integer():
            raise self.make_error("invalid", input=value)
        number = super()._validated(value)
        if not -NUMBER_LIMIT <= number <= NUMBER_LIMIT:
            raise self.make_error("too_large", input=value)
        return number


class Pattern(validate.Regexp):
    """The whole text has the pattern: `$` alone lets a line's end pass behind it."""

    def __call__(self, value: Any) -> Any:
        if self.regex.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


SCALARS: dict[Any, type[fields.Field]] = {
    str: fields.String,
    int: Whole,
    bool: fields.Boolean,
    float: fields.Float,
    UUID: fields.UUID,
    datetime: fields.AwareDateTime,
    date: fields.Date,
    Decimal: fields.Decimal,
}


class Strict(Schema):
    """Refuses fields it does not know, and loads straight into the dataclass it was derived from."""

    class Meta:
        unknown = RAISE

    error_messages = WORDS

    made: type = object

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Any:
        return self.made(**data)


class TupleOf(fields.List):
    """A JSON array, a tuple here: messages are frozen all the way down."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class SetOf(fields.List):
    """A JSON array in sorted order, a frozenset here."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return super()._serialize(sorted(value), attr, obj, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return frozenset(super()._deserialize(value, attr, data, **kwargs))


def dump(message: Any) -> dict[str, Any]:
    """The fields of a message (or any frozen dataclass) as JSON values."""
    return dict(schema(type(message)).dump(message))


def load(cls: type[M], body: Any) -> M:
    """A `cls` from JSON values; Malformed names every field that is wrong."""
    if not isinstance(body, Mapping):
        raise Malformed(f"{cls.__name__} must be a JSON object")
    try:
        return typing.cast(M, schema(cls).load(dict(body)))
    except ValidationError as problem:
        found = tuple(_problems(problem.messages))
        raise Malformed(f"{cls.__name__} has {len(found)} wrong field(s)", problems=found) from None


def dump_event(event: Event, envelope: Envelope) -> dict[str, Any]:
    """The CloudEvent for `event`."""
    head = dump(envelope)
    extensions = {name: head.pop(name) for name in ("version", "cause", "correlation", "traceparent")}
    if not extensions["traceparent"]:
        del extensions["traceparent"]
    kind = {"specversion": "1.0", "datacontenttype": "application/json"}
    return {**kind, **head, **extensions, "data": dump(event)}


def load_envelope(body: Any) -> Envelope:
    """The context of a CloudEvent; Malformed when it is not one of ours."""
    if not isinstance(body, Mapping) or body.get("specversion") != "1.0":
        raise Malformed("not a CloudEvent 1.0")
    names = [f.name for f in dataclasses.fields(Envelope)]
    return load(Envelope, {name: body[name] for name in names if name in body})


def load_event(body: Mapping[str, Any]) -> Event:
    """The event inside a CloudEvent; Malformed when its type is unknown or its data do not fit."""
    cls = events_of(str(body.get("source"))).get(str(body.get("type")))
    if cls is None:
        raise Malformed(f"unknown event type {body.get('source')}.{body.get('type')}")
    return load(cls, body.get("data"))


@once_per_class
def schema(cls: Any) -> Schema:
    """The schema derived from a dataclass: its types, defaults, and the limits in its fields' metadata."""
    hints = typing.get_type_hints(cls)
    made = {f.name: _field(hints[f.name], f) for f in dataclasses.fields(cls)}
    return type(cls.__name__, (Strict,), {**made, "made": cls})()


@once_per_class
def owner(cls: Any) -> str:
    """The service whose language `cls` belongs to: services.contracts.<owner>, a module or a package of them."""
    return cls.__module__.split(".")[2]


@once_per_class
def method(cls: Any) -> str:
    """The name of the service method that answers `cls`: SubmitApplication -> submit_application."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")


@once_per_class
def events_of(service: str) -> dict[str, type[Event]]:
    """Every event that `service` may announce, by type name."""
    return {cls.__name__: cls for cls in messages_of(service, Event)}


@once_per_class
def messages_of(service: str, kind: type[Message] = Message) -> tuple[type[Any], ...]:
    """The messages of one kind written in one service's module, and those that every service shares."""
    if service not in SERVICES:
        return ()
    module = importlib.import_module(f"services.contracts.{service}")
    common = [cls for cls in SAID_BY_ALL if issubclass(cls, kind)]
    own = [c for _, c in inspect.getmembers(module, inspect.isclass) if c.__module__.startswith(module.__name__)]
    return tuple(common + [c for c in own if issubclass(c, kind)])


def _field(hint: Any, of: dataclasses.Field[Any] | None = None) -> fields.Field:
    options: dict[str, Any] = {"required": True}
    if of is not None and of.default is not dataclasses.MISSING:
        options = {"load_default": of.default}
    elif of is not None and of.default_factory is not dataclasses.MISSING:
        options = {"load_default": of.default_factory}
    limits = dict(of.metadata) if of is not None else {}
    args, origin = typing.get_args(hint), typing.get_origin(hint)
    if types.NoneType in args:
        inner = _inner(next(a for a in args if a is not types.NoneType), limits, options)
        inner.allow_none = True
        return inner
    return _inner(hint if origin is None or origin in (tuple, frozenset, dict) else origin, limits, options)


def _inner(hint: Any, limits: Mapping[str, Any], options: dict[str, Any]) -> fields.Field:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (tuple, frozenset):
        length = validate.Length(max=limits.get("items", ITEM_LIMIT))
        many = TupleOf if origin is tuple else SetOf
        return many(_inner(args[0], limits, {"required": True}), validate=length, **options)
    if hint is dict or origin is dict:
        return fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), **options)
    if hint is Any:
        return fields.Raw(allow_none=True, **options)
    if dataclasses.is_dataclass(hint):
        return fields.Nested(lambda: schema(typing.cast(type, hint)), **options)
    if inspect.isclass(hint) and issubclass(hint, Enum):
        return fields.Enum(hint, by_value=True, **options)
    return SCALARS[hint](validate=_checks(hint, limits), **options)


def _checks(hint: Any, limits: Mapping[str, Any]) -> list[Any]:
    if hint is str:
        checks: list[Any] = [validate.Length(min=limits.get("min"), max=limits.get("max", TEXT_LIMIT))]
        return checks + ([Pattern(limits["pattern"])] if "pattern" in limits else [])
    if hint is int and ("min" in limits or "max" in limits):
        return [validate.Range(min=limits.get("min"), max=limits.get("max"))]
    return []


def _problems(messages: Any, path: str = "") -> Iterator[Problem]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _problems(inner, f"{path}.{name}".lstrip("."))
    else:
        for text in messages:
            yield Problem(code="malformed", message=str(text), field=path)
