"""What a row of the tables of pages says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.contracts.message import Command
from services.contracts.message import Listing as Query

from ..api.route import Row
from .visit import Visit

Asks = Callable[[Visit], Mapping[str, Any]]
Choice = tuple[str, str] | tuple[str, str, str]  # value, text, and a hint
Choices = tuple[Choice, ...] | Callable[[Visit], Iterable[Choice]]


def _nothing(_visit: Visit) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Shown(Row):
    """What every page has. `asks`: what the services are asked, all at once, by name; the template gets each answer
    under its name (None: that part rests or has nothing). `needs`: the name without which there is no page. `screen`:
    a function of `compose`, for what it already gathers; its answer is called `screen`. `nav`: its words in the
    header's menu, shown to whoever may go there; `under` another page's path, it stands beside that page instead, for
    whoever may go to both. `crumbs`: pages above it, as (address, words)."""

    method: str = "GET"
    title: str
    template: str = ""
    asks: Asks = _nothing
    needs: str = ""
    screen: Callable[..., Any] | None = None
    nav: str = ""
    under: str = ""
    crumbs: tuple[tuple[str, str], ...] = ()
    demo: bool = False  # exists only in demo and test mode


@dataclass(frozen=True, kw_only=True)
class Page(Shown):
    """A page to read. `more`: further values for the template, made from the visit once the answers are there."""

    more: Callable[[Visit], Mapping[str, Any]] = _nothing


@dataclass(frozen=True, kw_only=True)
class Own(Shown):
    """Answered by a function of its own: a picture, a button's work."""

    view: Callable[[Visit], Any]


@dataclass(frozen=True)
class Column:
    """One column of a list. `value` gives text, date, number or list of them from a row; `link` where it leads;
    `sort` the name under which the query sorts by it."""

    heading: str
    value: Callable[[Any], Any]
    link: Callable[[Any], str] | None = None
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Filter:
    """One filter of a list: a field of its query. Without `choices` it is a search box; an enum brings its own. `all`:
    the words for choosing nothing. `hidden`: only links choose it; it is kept, and not asked."""

    name: str
    label: str
    choices: Choices = ()
    all: str = "All"
    hidden: bool = False


@dataclass(frozen=True)
class Sieve(Filter):
    """A filter of rows that came whole. `fits`: whether a row is one of what was chosen or typed."""

    fits: Callable[[Any, str], bool] = lambda _row, _value: True


@dataclass(frozen=True)
class Table:
    """One table of a page of rows that came whole. `name` is its place in the address, where its next page begins."""

    name: str
    title: str
    rows: Callable[[Visit], Iterable[Any]]


@dataclass(frozen=True, kw_only=True)
class Whole(Shown):
    """Rows that the services give in one piece, in one table or several: filters, links that sort, next pages and the
    file as a `Listing` has them. `orders`: what a row is sorted by, under the name that a column has as its `sort`;
    `sort` the first of them, with a minus for descending. `ident` tells two rows apart. The template draws `tables`."""

    tables: tuple[Table, ...]
    columns: tuple[Column, ...]
    filters: tuple[Sieve, ...]
    orders: Mapping[str, Callable[[Any], Any]]
    sort: str
    ident: Callable[[Any], str]
    size: int = 25  # rows of each table at once
    more: Callable[[Visit], Mapping[str, Any]] = _nothing


@dataclass(frozen=True, kw_only=True)
class Listing(Shown):
    """Rows of one query: filters in the address, links that sort, next page by key, and `?as=csv` for all of it.
    `rows` finds them in the answer. `actions`: forms linked above the table, as (command, words). `told`: from the
    visit, how a cell's words are said on the page, where an id stands for somebody; the file keeps the id."""

    query: type[Query]
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    rows: Callable[[Any], Iterable[Any]] = lambda answer: answer.rows
    fixed: Mapping[str, Any] = field(default_factory=dict)
    intro: str = ""
    empty: str = "There is nothing here yet."
    actions: tuple[tuple[str, str], ...] = ()
    told: Callable[[Visit], Callable[[str], str]] = lambda visit: str


@dataclass(frozen=True)
class Field:
    """How one question of a form differs from what its command's field says of itself. `name` is that field's, or
    `group.name` inside a group. `kind`: see fields.KINDS. `none`: why there may be nothing to choose from, and what to
    do then; `none_link`: address and words of where that is done."""

    name: str
    label: str = ""
    hint: str = ""
    kind: str = ""
    choices: Choices = ()
    keys: Choices = ()  # of a field that maps: the questions that share `choices`
    autocomplete: str = ""
    optional: bool | None = None  # None: as the command's field says
    rows: int = 0  # of a group: how many are offered at first
    none: str = ""
    none_link: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True)
class Form(Shown):
    """One command as a page. What it asks is drawn from the command: all fields that neither path nor `fixed` give,
    those named in `fields` first and as refined there.

    `action`: its words where it is offered (else the title). `intro`: paragraphs above. `submit`: on the button.
    `then`: the page to go to, with names of the path and of the answer in braces; `done`: said there: what was done,
    and what happens next. `start`: values to begin with. `version`: the version that was read, for commands that
    expect one. `asked`: the questions, where the command's fields are not what a person can be asked (the answers of a
    draft, one answer to each of several questions); `read` then makes the command's fields of what was answered.
    `settle`: after a conflict, gets what was typed and what is saved now; says where it took what is saved.
    `give`: gives the command another way than by the bus. `shows`: a template that shows the answer
    once, instead of going on: for secrets. `after`: looks at answer and response, as to set a cookie.
    """

    command: type[Command]
    template: str = "portal/form.html"
    action: str = ""
    intro: tuple[str, ...] = ()
    submit: str = "Continue"
    danger: bool = False  # the button of what cannot be taken back
    fields: tuple[Field, ...] = ()
    fixed: Callable[[Visit], Mapping[str, Any]] = _nothing
    start: Callable[[Visit], Mapping[str, Any]] = _nothing
    version: Callable[[Visit], int | None] = lambda visit: visit.version
    asked: Callable[["Form", Visit], list[Any]] | None = None  # of fields.Question
    read: Callable[[Visit, list[Any], dict[str, Any]], Mapping[str, Any]] | None = None
    settle: Callable[[list[Any], list[Any]], Mapping[str, str]] | None = None
    give: Callable[[Visit, Command], Any] | None = None
    shows: str = ""
    after: Callable[[Visit, Any, Any], Any] | None = None
    part: str | None = None  # who is asked, where the command has no owner
    then: str = "/"
    done: str = ""
    more: Callable[[Visit], Mapping[str, Any]] = _nothing

    @property
    def name(self) -> str:
        return self.command.__name__

    @property
    def words(self) -> str:
        return self.action or self.title
