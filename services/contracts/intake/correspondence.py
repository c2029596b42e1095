"""Notices to people, in the portal and by mail, one for each step that concerns them (domain 1.8)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from ..message import Command, Event, Listing, View


class Mailed(StrEnum):
    """Which of my notices are sent to me by mail as well; all of them are in the portal."""

    ALL = "all"
    TO_DO = "to-do"


@dataclass(frozen=True, kw_only=True)
class NoticeView(View):
    """One notice to me. `about` is the request, enquiry or other subject; `event` the type of what happened."""

    notice_id: UUID
    at: datetime
    reference: str
    subject: str
    sentence: str
    event: str
    about: UUID
    action_needed: bool = False
    read_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NoticesView(View):
    """A page of notices, newest first; `unread` counts all that wait, `mailed` which of them are sent by mail too."""

    rows: tuple[NoticeView, ...]
    next: str = ""
    unread: int = 0
    mailed: Mailed = Mailed.ALL


@dataclass(frozen=True, kw_only=True)
class MailRow(View):
    """One mail on its way; neither address nor text. `state`: waiting, sent or parked."""

    mail_id: UUID
    person_id: UUID | None
    subject: str
    state: str
    attempts: int
    due_at: datetime
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class MailView(View):
    """A page of mail."""

    rows: tuple[MailRow, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class MarkNoticeRead(Command):
    """I have read it; without an id, all of mine."""

    notice_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ChooseNotices(Command):
    """Which of my notices I want by mail: all, or only those by which something is asked of me."""

    mailed: Mailed


@dataclass(frozen=True, kw_only=True)
class RetryMail(Command):
    """An operator sends a parked mail again."""

    mail_id: UUID


@dataclass(frozen=True, kw_only=True)
class MyNotices(Listing):
    """My notices; of one request or enquiry with `about`."""

    answers = NoticesView
    unread_only: bool = False
    about: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ListMail(Listing):
    """For operators and administrators: mail by state, oldest first."""

    answers = MailView
    state: str = field(default="parked", metadata={"pattern": "^(waiting|sent|parked)$"})


@dataclass(frozen=True, kw_only=True)
class MailParked(Event):
    """A mail could not be delivered after its last attempt; the subject is the mail."""

    attempts: int
    person_id: UUID | None = None
