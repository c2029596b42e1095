"""One row of the tables -> one Flask view: guard, one round of questions, a template."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request

from services.contracts.message import Conflict, Malformed, NotPermitted, Refused, View, new_id
from services.contracts.message import Problem as Reason

from ..api import handler
from ..bus import Resting
from ..errors import KNOWN, Problem
from ..links import at
from ..problem_page import words
from . import flash, lists, reading, whole
from .fields import Question, fill, questions
from .row import Form, Listing, Own, Page, Shown, Whole
from .visit import Visit


def add(blueprint: Blueprint, row: Shown) -> None:
    """Register a row."""
    show = {Page: _page, Listing: lists.show, Whole: whole.show, Form: _form, Own: _own}[type(row)]
    view = _guarded(show, row, form=row.writes)
    blueprint.add_url_rule(row.path, endpoint=endpoint(row), methods=[row.method], view_func=view)
    if isinstance(row, Form):
        post = _guarded(_given, row, form=True)
        blueprint.add_url_rule(row.path, endpoint=f"{endpoint(row)} given", methods=["POST"], view_func=post)


def endpoint(row: Shown) -> str:
    """The name of a row's view, inside the blueprint."""
    return row.path.replace(".", "_")


def _guarded(show: Any, row: Shown, *, form: bool = False) -> Any:
    def view(**path: Any) -> Response:
        caller = handler.guard(row, form=form)
        g.row = row
        answer: Response = make_response(show(row, Visit(caller=caller, path=path)))
        return answer

    return view


def _own(row: Own, visit: Visit) -> Any:
    return row.view(visit)


def _page(row: Page, visit: Visit) -> str:
    visit.gather(row)
    return draw(row, visit, **row.more(visit))


def draw(row: Shown, visit: Visit, template: str = "", **more: Any) -> str:
    """A row's template with every answer under its name."""
    answers = {name: visit[name] for name in visit.said}
    return render_template(template or row.template, visit=visit, row=row, screen=visit.screen, **(answers | more))


def _form(row: Form, visit: Visit) -> str:
    """The form, filled in as far as the command's subject says."""
    visit.gather(row)
    if visit.may is not None and row.name not in visit.may:
        raise NotPermitted("This cannot be done now, or not by you. The page of the request says what can.")
    asked = questions(row, visit)
    fill(asked, row.start(visit))
    return _drawn(row, visit, asked)


def _drawn(row: Form, visit: Visit, asked: list[Question], **more: Any) -> str:
    files = any(one.kind == "file" for one in reading.every(asked))
    more = {"id": new_id(), "version": row.version(visit), "files": files, **more}
    return draw(row, visit, questions=asked, **(dict(row.more(visit)) | more))


def _given(row: Form, visit: Visit) -> Any:
    """What was sent: the command given, and on to the next page; or the same page again with what stands against it
    and everything typed still there."""
    asked = _asked(row, visit)
    reading.typed(asked, request)
    if "_add" in request.form:
        return _again(row, visit, asked, keep=True)
    try:
        command = reading.command(row, visit, asked, request.form)
        view = row.give(visit, command) if row.give else visit.give(command, row.part)
    except (Refused, Resting, Problem) as told:
        g.problem = told.code
        return _refused(row, visit, asked, told)
    return _done(row, visit, view)


def _asked(row: Form, visit: Visit) -> list[Question]:
    """The questions; what their choices are made of is read again only where there are such."""
    if row.asked or any(callable(one.choices) or callable(one.keys) for one in row.fields):
        visit.gather(row)
    return questions(row, visit)


def _done(row: Form, visit: Visit, view: Any) -> Response:
    if row.shows:
        answer = make_response(draw(row, visit, row.shows, shown=view))
    else:
        known = {**(vars(view) if isinstance(view, View) else {}), **visit.path}
        answer = make_response(redirect(at(row.then, known), 303))
        if row.done:
            flash.say(answer, row.done)
    if row.after:
        answer = row.after(visit, view, answer) or answer
    return answer


def _refused(row: Form, visit: Visit, asked: list[Question], told: Any) -> tuple[str, int, dict[str, str]]:
    reasons = list(getattr(told, "problems", ())) or [Reason(code=told.code, message=_sentence(told))]
    by_name = {one.name: one for one in reading.every(asked)}
    for reason in reasons:
        if (one := by_name.get(reason.field)) and not one.error:
            one.error = reason.message
    code = told.code if told.code in KNOWN else type(told).code
    unknown = isinstance(told, Resting)  # it may have been done: sent again it must be the same command
    headers = {"Retry-After": str(KNOWN[code].retry_after)} if KNOWN[code].retry_after else {}
    status = 422 if isinstance(told, Malformed) else KNOWN[code].status
    more = {"reasons": [_placed(reason, asked) for reason in reasons], "resting": unknown}
    if (changed := _changed(row, visit, asked, told)) is not None:
        more["changed"] = changed
    elif version := request.form.get("expected_version", ""):
        more["version"] = version  # nobody has seen another: what somebody else saved meanwhile must not be passed over
    return _again(row, visit, asked, keep=unknown, **more), status, headers


def _placed(reason: Reason, asked: list[Question]) -> Reason:
    """A reason as it stands above the page: of a row, with the group and the number, since each row asks the same."""
    name, _, rest = reason.field.partition(".")
    number, _, part = rest.partition(".")
    group = next((one for one in asked if one.name == name and one.kind == "group"), None)
    if group is None or not part or not number.isdecimal():
        return reason
    return replace(reason, message=f"{group.label}, number {int(number) + 1}: {reason.message}")


def _sentence(told: Any) -> str:
    if isinstance(told, Resting):
        return "This part is resting, so we cannot say whether it was done. Nothing you typed is lost: send it again."
    code = told.code if told.code in KNOWN else getattr(type(told), "code", "refused")
    title, what_to_do = words(code, KNOWN[code].status) or (KNOWN[code].title, KNOWN[code].what_to_do)
    return told.detail or f"{title}. {what_to_do}"


def _again(row: Form, visit: Visit, asked: list[Question], *, keep: bool, **more: Any) -> str:
    """The same page; what it shows besides the questions is read again, and may be missing."""
    try:
        if not visit.said and visit.screen is None:
            visit.gather(row)
    except (Refused, Resting):
        visit.said.clear()
    if keep:
        more |= {"id": request.form.get("id", ""), "version": request.form.get("expected_version", "")}
    return _drawn(row, visit, asked, **more)


def _changed(row: Form, visit: Visit, asked: list[Question], told: Any) -> list[tuple[str, Any, Any]] | None:
    """After a conflict: label, what is saved now, and what was typed, where they differ. None: not one, or what is
    saved cannot be read."""
    if not isinstance(told, Conflict):
        return None
    try:
        visit.gather(row)
    except (Refused, Resting):
        return None
    now = questions(row, visit)
    fill(now, row.start(visit))
    taken = row.settle(asked, now) if row.settle else {}
    saved = {one.name: one for one in reading.every(now)}
    typed = {one.name: one for one in reading.every(asked)}
    rows = []
    for name in dict.fromkeys((*saved, *typed)):
        label = (saved.get(name) or typed[name]).label
        before, after = _plain(saved.get(name)), _plain(typed.get(name))
        if before != after or name in taken:
            rows.append((label, before, taken.get(name, after)))
    return rows


def _plain(one: Question | None) -> str:
    """What a question holds, in the words in which it was answered."""
    if one is None or one.kind in ("group", "secret", "hidden", "file"):
        return ""
    if isinstance(one.value, dict):
        return " ".join(str(part) for part in one.value.values() if part)
    words = {value: text for value, text, _ in one.choices}
    if isinstance(one.value, list):
        return ", ".join(str(words.get(value, value)) for value in one.value)
    return words.get(one.value, str(one.value))


def sign_in_first() -> Response:
    """To the sign-in page, and back here afterwards."""
    here = request.full_path.rstrip("?")
    return make_response(redirect(at("/sign-in", {}, next=here), 303))
