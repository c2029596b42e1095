"""Comments on the questions of a request: among those who write it, and with the case officer. They stand beside the
answers, in no version, and no event says what they say."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ...message import Command, Event, Query, View

WHOLE = "request"  # in place of a question: the request as a whole


class Audience(StrEnum):
    """Who reads a thread: the applicant's side alone, or the case officer too. A thread keeps the one it began with."""

    TEAM = "team"
    OFFICER = "officer"


@dataclass(frozen=True, kw_only=True)
class AddComment(Command):
    """Begin a thread on a question, or on the request as a whole (`request`); with `thread_id`, reply in one. With the
    case officer once the request was submitted."""

    application_id: UUID
    question: str = field(metadata={"max": 64, "pattern": r"^[a-z][a-z0-9_]*$"})
    text: str = field(metadata={"min": 1, "max": 5000})
    audience: Audience = Audience.TEAM
    thread_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ResolveThread(Command):
    """What a thread is about is settled; or, with `resolved` false, it is not after all."""

    application_id: UUID
    thread_id: UUID
    resolved: bool = True


@dataclass(frozen=True, kw_only=True)
class CommentAdded(Event):
    """Somebody of the applicant's side wrote to the others of it."""

    reference: str
    thread_id: UUID
    field: str


@dataclass(frozen=True, kw_only=True)
class CommentExchanged(Event):
    """Somebody wrote in a thread between the applicant's side and the case officer."""

    reference: str
    thread_id: UUID
    field: str


@dataclass(frozen=True, kw_only=True)
class ThreadResolved(Event):
    """A thread was settled, or opened again."""

    reference: str
    thread_id: UUID
    field: str
    resolved: bool = True


@dataclass(frozen=True, kw_only=True)
class CommentView(View):
    """One comment."""

    comment_id: UUID
    at: datetime
    by: UUID
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ThreadView(View):
    """One thread, the first comment first; `resolved_by` is the name of who settled it."""

    thread_id: UUID
    field: str
    label: str
    letter: str = ""
    audience: Audience
    comments: tuple[CommentView, ...]
    resolved: bool = False
    resolved_at: datetime | None = None
    resolved_by: str = ""


@dataclass(frozen=True, kw_only=True)
class CommentsView(View):
    """The threads of a request that the reader may read, in the order of the form, what is open first. `audiences`:
    for whom the reader may begin one."""

    application_id: UUID
    reference: str
    title: str
    threads: tuple[ThreadView, ...] = ()
    audiences: tuple[Audience, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadComments(Query):
    """The comments on a request."""

    answers: ClassVar[type[View]] = CommentsView
    application_id: UUID
