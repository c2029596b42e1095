"""One setting of a profile: what is proposed, and every value that two administrators have settled (decision 0027)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NoReturn
from uuid import NAMESPACE_URL, UUID, uuid5

from services.contracts.access import holders
from services.contracts.intake import settings as say
from services.contracts.message import (
    Actor,
    Call,
    Command,
    Conflict,
    Event,
    Malformed,
    NotFound,
    NotPermitted,
    Problem,
    happened,
)
from services.contracts.request import Profile
from services.contracts.settings import BY_KEY, Setting, Settings, Settled

from .access import OTHERS
from .people.day import day_of

AHEAD = timedelta(days=731)  # further off is a slip of the pen
APPROVES: frozenset[type[Command]] = frozenset({say.ApproveSetting})
DECISIONS: frozenset[type[Command]] = APPROVES | {say.WithdrawSetting}
COMMANDS: frozenset[type[Command]] = DECISIONS | {say.ProposeSetting}
IN_PERSON = APPROVES  # a program with somebody's API token is no second person


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A value that waits for a second person."""

    id: UUID
    value: str
    holds_from: date
    reason: str
    proposed_by: UUID
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Change:
    """A value that was settled. `proposal.holds_from` is the day that was asked for, `holds_from` the one it got."""

    proposal: Proposal
    holds_from: date
    approved_by: UUID
    approved_at: datetime
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One setting: `key` names it, and the profile that it is for where each has its own."""

    key: str
    proposal: Proposal | None = None
    changes: tuple[Change, ...] = ()

    @property
    def subject(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"haven:setting:{self.key}")

    @property
    def row(self) -> tuple[Setting, Profile | None]:
        """Its row of the table, and whose it is. NotFound when there is none of this name."""
        if self.key not in BY_KEY:
            raise NotFound("There is no such setting")
        return BY_KEY[self.key]

    def on(self, day: date) -> str:
        """The value that holds on a day."""
        setting, profile = self.row
        return settings_of([self]).text(setting, day, profile)


def settings_of(standing: list[Standing]) -> Settings:
    """What was settled of these."""
    return Settings(
        tuple(
            Settled(key=one.key, value=change.proposal.value, holds_from=change.holds_from)
            for one in standing
            for change in one.changes
        )
    )


def may(actor: Actor, standing: Standing) -> frozenset[type[Command]]:
    """What somebody may do with it now: nobody approves their own, and one proposal waits at a time."""
    held = frozenset(cls for cls in COMMANDS if actor.has(*holders(OTHERS[cls])))
    if standing.proposal is None:
        return held - DECISIONS
    own = standing.proposal.proposed_by == actor.id
    return held & (DECISIONS - APPROVES if own else DECISIONS)


def propose(command: say.ProposeSetting, standing: Standing, call: Call) -> tuple[Standing, Event]:
    """A value that waits for a second person."""
    setting, _ = standing.row
    if standing.proposal is not None:
        raise Conflict("Another proposal waits: it is approved or withdrawn first")
    _permit(command, standing, call)
    value = _value(setting, command.value)
    today = day_of(call.at)
    if not today <= command.holds_from <= today + AHEAD:
        said = f"{today.day} {today:%B %Y}"
        _wrong("holds_from", "day", f"Give today, {said}, or a later day, within two years")
    before = standing.on(command.holds_from)
    if value == before:
        _wrong("value", "same", "This value holds on that day already: give another, or leave it")
    proposal = Proposal(
        id=command.id,
        value=value,
        holds_from=command.holds_from,
        reason=command.reason.strip(),
        proposed_by=call.actor.id,
        proposed_at=call.at,
    )
    told = happened(
        say.SettingProposed,
        call,
        standing.subject,
        setting=standing.key,
        proposal_id=proposal.id,
        value=value,
        before=before,
        holds_from=proposal.holds_from,
        reason=proposal.reason,
    )
    return replace(standing, proposal=proposal), told


def approve(command: say.ApproveSetting, standing: Standing, call: Call) -> tuple[Standing, Event]:
    """The second person's half. What was asked to hold from a day that has gone by holds from the first that can be."""
    setting, _ = standing.row
    proposal = _waiting(command, standing)
    _permit(command, standing, call)
    holds_from = max(proposal.holds_from, day_of(call.at) + timedelta(days=setting.notice))
    change = Change(
        proposal=proposal,
        holds_from=holds_from,
        approved_by=call.actor.id,
        approved_at=call.at,
        note=command.note.strip(),
    )
    told = happened(
        say.SettingChanged,
        call,
        standing.subject,
        setting=standing.key,
        number=len(standing.changes) + 1,
        value=proposal.value,
        before=standing.on(holds_from),
        holds_from=holds_from,
        proposed_by=proposal.proposed_by,
        reason=proposal.reason,
        note=change.note,
    )
    return replace(standing, proposal=None, changes=(*standing.changes, change)), told


def withdraw(command: say.WithdrawSetting, standing: Standing, call: Call) -> tuple[Standing, Event]:
    """The proposer's second thought, or another administrator's no."""
    proposal = _waiting(command, standing)
    _permit(command, standing, call)
    told = happened(
        say.SettingWithdrawn,
        call,
        standing.subject,
        setting=standing.key,
        value=proposal.value,
        holds_from=proposal.holds_from,
        proposed_by=proposal.proposed_by,
        reason=command.reason.strip(),
    )
    return replace(standing, proposal=None), told


def _value(setting: Setting, given: str) -> str:
    try:
        return setting.read(given)
    except ValueError as wrong:
        _wrong("value", "out-of-range", str(wrong))


def _wrong(field: str, code: str, told: str) -> NoReturn:
    raise Malformed("It cannot be set to this", problems=(Problem(code=code, message=told, field=field),))


def _waiting(command: say.ApproveSetting | say.WithdrawSetting, standing: Standing) -> Proposal:
    found = standing.proposal
    if found is None or found.id != command.proposal_id:
        raise NotFound("There is no such proposal any more: look at the setting again")
    return found


def _permit(command: Command, standing: Standing, call: Call) -> None:
    if call.actor.by_token and type(command) in IN_PERSON:
        raise NotPermitted("An API token may not do this: sign in", code="in-person")
    if type(command) not in may(call.actor, standing):
        raise NotPermitted("A second administrator approves what the first proposed")
