"""Comments on the questions of a request: all of them, a new one, an answer, settling one."""

from typing import Any

from services.contracts import intake
from services.contracts.intake import WHOLE, Audience

from ...api.route import SIGNED_IN
from ..row import Field, Form, Page
from ..visit import Visit
from .requests import CRUMBS, ONE

COMMENTS = f"{ONE}/comments"
WORDS = {Audience.TEAM: "Only whoever works on this request", Audience.OFFICER: "Also the case officer"}


def _asks(visit: Visit) -> dict[str, Any]:
    return {"comments": intake.ReadComments(application_id=visit.path["application_id"])}


def _thread(visit: Visit) -> intake.ThreadView | None:
    """The thread that is replied to."""
    threads = visit["comments"].threads if visit["comments"] else ()
    return next((one for one in threads if str(one.thread_id) == visit.arg("thread")), None)


def _audiences(visit: Visit) -> list[tuple[str, str]]:
    """Who is to read it: of a thread, those whom it has; of a new one, as the reader may choose."""
    thread, view = _thread(visit), visit["comments"]
    offered = (thread.audience,) if thread else view.audiences if view else tuple(Audience)
    return [(one.value, WORDS[one]) for one in offered]


def _start(visit: Visit) -> dict[str, Any]:
    offered = _audiences(visit)
    return {"audience": offered[0][0] if len(offered) == 1 else None}


def _fixed(visit: Visit) -> dict[str, Any]:
    thread = visit.arg("thread")
    return {"thread_id": thread if thread else None}


PAGES = (
    Page(
        path=COMMENTS,
        who=SIGNED_IN,
        title="Comments",
        template="applications/comments.html",
        asks=_asks,
        needs="comments",
        crumbs=CRUMBS,
        more=lambda visit: {"whole": WHOLE},
    ),
    Form(
        path=f"{COMMENTS}/<question>",
        who=SIGNED_IN,
        command=intake.AddComment,
        title="Comment on a question",
        template="applications/comment.html",
        asks=_asks,
        needs="comments",
        crumbs=CRUMBS,
        intro=("Comments stand beside the answers. They are never part of what is submitted.",),
        fields=(
            Field("text", "Your comment", "No patient data."),
            Field("audience", "Who is to read it?", choices=_audiences, kind="one", optional=False),
        ),
        fixed=_fixed,
        start=_start,
        more=lambda visit: {"thread": _thread(visit), "whole": WHOLE},
        submit="Add the comment",
        then="/requests/{application_id}/comments",
        done="Your comment is there, for those whom you chose to read it.",
    ),
    Form(
        path=f"{COMMENTS}/threads/<uuid:thread_id>/resolve",
        who=SIGNED_IN,
        command=intake.ResolveThread,
        title="Settle comments, or open them again",
        action="Settle",
        asks=_asks,
        needs="comments",
        crumbs=CRUMBS,
        intro=("What is settled stays readable, and can be opened again.",),
        fields=(Field("resolved", "Is it settled?", kind="yesno"),),
        start=lambda visit: {"resolved": visit.arg("open") == ""},
        submit="Continue",
        then="/requests/{application_id}/comments",
        done="It is noted beside the question.",
    ),
)
