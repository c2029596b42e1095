"""Our environment of templates answers as Jinja's own does."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.templating import Environment
from jinja2 import ChainableUndefined, Undefined

from gateway.portal.environment import METHODS, Templates

OBJECTS: tuple[Any, ...] = (
    {"text": "a", "items": [1], "keys": 2, "None": None, "": 3}, {}, SimpleNamespace(text="b"), [1, 2], "words", None,
    type("Own", (dict,), {"text": "c"})(text="d"),
)  # fmt: skip


@pytest.fixture(scope="module")
def pair() -> tuple[Environment, Environment]:
    app = Flask(__name__)
    return Environment(app, undefined=ChainableUndefined), Templates(app, undefined=ChainableUndefined)


@pytest.mark.parametrize("thing", OBJECTS, ids=lambda one: type(one).__name__)
def test_what_is_read_from_anything_is_what_jinja_reads(pair: tuple[Environment, Environment], thing: Any) -> None:
    for name in ("text", "absent", "None", "", *sorted(METHODS)):
        theirs, ours = (one.getattr(thing, name) for one in pair)
        if isinstance(theirs, Undefined):
            assert isinstance(ours, Undefined)
            assert str(ours.absent) == str(theirs.absent) == ""
        else:
            assert ours == theirs


def test_a_template_sees_every_global_and_its_own_before_those_of_all(pair: tuple[Environment, Environment]) -> None:
    for one in pair:
        one.globals["shared"] = one.globals["own"] = "all"
        assert one.from_string("{{ shared }} {{ own }}", globals={"own": "its"}).render() == "all its"


def test_the_pages_are_drawn_in_it_with_every_global_there_is_before_the_first(app: Flask) -> None:
    before = set(app.jinja_env.globals)
    assert app.test_client().get("/", headers={"Accept": "text/html"}).status_code == 200
    assert type(app.jinja_env) is Templates
    assert set(app.jinja_env.globals) == before
