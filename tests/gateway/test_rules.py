"""Addresses whose builders wait until they are needed are built as werkzeug builds them."""

from uuid import UUID

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Map, PathConverter, Rule, UUIDConverter

SAMPLES = {UUIDConverter: UUID(int=7), IntegerConverter: 7, PathConverter: "a b/c"}


def sample(converter: BaseConverter) -> object:
    """Something that may stand at that place of an address."""
    return min(converter.items) if isinstance(converter, AnyConverter) else SAMPLES.get(type(converter), "ä b")


def test_every_address_is_built_as_werkzeug_builds_it(app: Flask) -> None:
    built = 0
    for rule in app.url_map.iter_rules():
        plain = Rule(rule.rule, endpoint=rule.endpoint, methods=rule.methods, defaults=rule.defaults)
        Map([plain], converters=app.url_map.converters)
        values = {name: sample(converter) for name, converter in rule._converters.items()}
        for more in ({}, {"q": "x y"}):
            for unknown in (False, True):
                assert rule.build(values | more, unknown) == plain.build(values | more, unknown), rule.rule
                built += 1
    assert built > 2000
