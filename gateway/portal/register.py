"""Puts the pages into the application: their templates, words, layout, and a view for each row of the table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask, Response, g
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader

from ..config import Config
from . import attached, changing, contents, form_words, layout, markup, textdiff, views, words
from .environment import Templates
from .flash import SECONDS, Carried, carried
from .kept import kept
from .pages import TABLE
from .pages.second_factor import SECRET_SECONDS
from .row import Form, Shown


@dataclass(frozen=True)
class Portal:
    """What the layout and the views need to know, in app.extensions["portal"]."""

    table: tuple[Shown, ...]
    flash: Carried
    secret: Carried  # a second factor that is being set up, for its picture
    forms: dict[str, Form] = field(default_factory=dict)
    paths: frozenset[str] = frozenset()
    rows: Mapping[str, Shown] = field(default_factory=dict)  # by endpoint
    takes_files: frozenset[str] = frozenset()  # endpoints whose body may be as large as a file


def register(app: Flask, config: Config, secret: bytes) -> None:
    """Everything of the portal. Rows of a demonstration are there in demo and test mode only."""
    table = tuple(row for row in TABLE if config.demo or not row.demo)
    forms = {row.name: row for row in table if isinstance(row, Form)}
    app.extensions["portal"] = Portal(
        table,
        Carried(secret, "said", SECONDS, https=config.https),
        Carried(secret, "factor", SECRET_SECONDS, https=config.https),
        forms,
        frozenset(row.path for row in table),
        {f"portal.{views.endpoint(row)}": row for row in table},
        frozenset(f"portal.{views.endpoint(row)} given" for row in forms.values()),
    )
    app.jinja_environment = Templates
    app.jinja_options = _templates(app)
    app.context_processor(layout.context)
    words.register(app)
    markup.register(app)
    contents.register(app)
    app.add_template_global(kept, "kept")
    app.template_filter("kind_and_size")(attached.kind_and_size)
    app.add_template_global(form_words.word, "form_word")
    app.add_template_global(form_words.parameter, "form_parameter")
    app.add_template_global(textdiff.marked, "words_changed")
    app.add_template_global(changing.answered_as, "answered_as")
    blueprint = Blueprint("portal", __name__)
    for row in table:
        views.add(blueprint, row)
    app.register_blueprint(blueprint)
    app.after_request(_said)


def _templates(app: Flask) -> dict[str, Any]:
    """Ours, and the macros of the NHS design system, which expect that what is not given may be looked into; all of
    them escape what they are given."""
    ours = FileSystemLoader(f"{app.root_path}/{app.template_folder}")
    return {
        "undefined": ChainableUndefined,
        "autoescape": True,
        "loader": ChoiceLoader([ours, PackageLoader("nhsuk_frontend_jinja")]),
        "trim_blocks": True,
        "lstrip_blocks": True,
    }


def _said(answer: Response) -> Response:
    """A banner that was shown is not shown again."""
    if g.get("said") and answer.status_code == 200:
        carried().take(answer)
    return answer
