"""Settings: one administrator proposes a value, another approves it, and the services concerned hear of it. What can be
set is services/contracts/settings (decision 0027)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from ..message import Command, Event, Listing, Query, View
from ..request import Profile
from ..settings import Kind

KEY: dict[str, Any] = {"pattern": r"^[a-z][a-z0-9]{0,20}(\.[a-z0-9-]{1,40}){1,4}$", "free": False}
VALUE: dict[str, Any] = {"min": 1, "max": 200}


@dataclass(frozen=True, kw_only=True)
class ProposeSetting(Command):
    """Propose another value of a setting, from today on or from a later day (`holds_from`, in London). Refused when it
    is no value of it, would change nothing, or another proposal waits."""

    setting: str = field(metadata=KEY)
    value: str = field(metadata=VALUE)
    holds_from: date
    reason: str = field(metadata={"min": 10, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class ApproveSetting(Command):
    """The second administrator's half: whoever proposed it cannot approve it. It holds from the day proposed, and
    never from one that has gone by."""

    setting: str = field(metadata=KEY)
    proposal_id: UUID
    note: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class WithdrawSetting(Command):
    """Take a proposal back, or decline somebody else's."""

    setting: str = field(metadata=KEY)
    proposal_id: UUID
    reason: str = field(metadata={"min": 1, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class SettingProposed(Event):
    """A value was proposed; `before` is what would hold on that day without it."""

    setting: str
    proposal_id: UUID
    value: str
    before: str
    holds_from: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class SettingChanged(Event):
    """Two people have settled a value. `number`: the how-manieth change of this setting; of two from the same day the
    later holds. `proposed_by`: the first of the two."""

    setting: str
    number: int
    value: str
    before: str
    holds_from: date
    proposed_by: UUID
    reason: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SettingWithdrawn(Event):
    """A proposal will not be carried out."""

    setting: str
    value: str
    holds_from: date
    proposed_by: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class SettingProposal(View):
    """A proposal that waits for a second administrator. `words`: the value as people read it."""

    proposal_id: UUID
    value: str
    words: str
    holds_from: date
    reason: str
    proposed_by: str
    proposed_at: datetime
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SettingChange(View):
    """One change: what was settled, by whom, and from which day it holds."""

    number: int
    value: str
    words: str
    holds_from: date
    reason: str
    note: str = ""
    proposed_by: str = ""
    proposed_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SettingRow(View):
    """One setting as it is today. `profile`: whose; None where there is one for both. `default_words` hold where
    nobody has changed it; `following`: a change that is settled and holds from a later day."""

    setting: str
    area: str
    title: str
    profile: Profile | None = None
    value: str
    words: str
    default: str
    default_words: str
    changed: bool = False
    following: SettingChange | None = None
    proposal: SettingProposal | None = None


@dataclass(frozen=True, kw_only=True)
class SettingRows(View):
    """A page of settings."""

    rows: tuple[SettingRow, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListSettings(Listing):
    """Settings in their order: those whose words hold every word of `q`, of an area, of a profile; `show`: waiting (a
    proposal waits) or changed (another value than the default holds or is settled)."""

    answers: ClassVar[type[View]] = SettingRows
    q: str = field(default="", metadata={"max": 100})
    area: str = field(default="", metadata={"max": 60})
    profile: Profile | None = None
    show: str = field(default="", metadata={"pattern": r"^(waiting|changed)?$"})


@dataclass(frozen=True, kw_only=True)
class SettingView(View):
    """One setting in full: what it means, what a change leaves as it is, what it may be, every change there was.
    `notice`: full days between approval and the first day on which it can hold."""

    row: SettingRow
    means: str
    keeps: str
    source: str
    kind: Kind
    unit: str = ""
    least: int = 0
    most: int = 0
    choices: dict[str, Any] = field(default_factory=dict)
    notice: int = 0
    beside: tuple[str, ...] = ()
    changes: tuple[SettingChange, ...] = ()
    version: int = 0
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadSetting(Query):
    """One setting and its history. NotFound when there is none of this name."""

    answers: ClassVar[type[View]] = SettingView
    setting: str = field(metadata=KEY)
