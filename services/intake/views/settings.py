"""Settings as they are today, what is proposed of them, and how they came to be so."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from services.contracts.intake import settings as say
from services.contracts.message import Call, Malformed
from services.contracts.settings import BY_KEY

from .. import models
from ..domain import setting as domain
from ..domain.people.day import day_of

Names = Mapping[UUID, str]
KEYS = tuple(BY_KEY)


def listed(session: Session, query: say.ListSettings, call: Call) -> say.SettingRows:
    """A page of them, in the order of the table; the cursor is the last name seen."""
    if query.after and query.after not in BY_KEY:
        raise Malformed("This cursor is not one of ours.")
    beyond = KEYS[KEYS.index(query.after) + 1 :] if query.after else KEYS
    day, words = day_of(call.at), query.q.casefold().split()
    every = models.settings.every(session, beyond).values()
    names = _names(session, *every)
    rows = [_row(one, day, call, names) for one in every if _wanted(one, query, words)]
    rows = [row for row in rows if _shown(row, query.show)]
    return say.SettingRows(
        rows=tuple(rows[: query.limit]),
        next=rows[query.limit - 1].setting if len(rows) > query.limit else "",
    )


def one(session: Session, query: say.ReadSetting, call: Call) -> say.SettingView:
    """One, with everything that was ever settled of it, the last first."""
    standing, version = models.settings.load(session, query.setting)
    setting, _ = standing.row
    names = _names(session, standing)
    changes = [_change(standing, number, names) for number in range(len(standing.changes), 0, -1)]
    return say.SettingView(
        row=_row(standing, day_of(call.at), call, names),
        means=setting.means,
        keeps=setting.keeps,
        source=setting.source,
        kind=setting.kind,
        unit=setting.unit,
        least=setting.least,
        most=setting.most,
        choices=dict(setting.choices),
        notice=setting.notice,
        beside=tuple(key for key in setting.keys if key != standing.key),
        changes=tuple(changes),
        version=version,
        may=tuple(sorted(cls.__name__ for cls in domain.may(call.actor, standing))),
    )


def _wanted(standing: domain.Standing, query: say.ListSettings, words: list[str]) -> bool:
    setting, profile = standing.row
    text = f"{standing.key} {setting.area} {setting.title} {setting.means}".casefold()
    fits = query.area in ("", setting.area) and query.profile in (None, profile)
    return fits and all(word in text for word in words)


def _shown(row: say.SettingRow, show: str) -> bool:
    if show == "waiting":
        return row.proposal is not None
    return not show or row.changed or row.following is not None


def _row(standing: domain.Standing, day: date, call: Call, names: Names) -> say.SettingRow:
    setting, profile = standing.row
    value, default = standing.on(day), setting.defaults[profile]
    later = [number for number, change in enumerate(standing.changes, 1) if change.holds_from > day]
    return say.SettingRow(
        setting=standing.key,
        area=setting.area,
        title=setting.title,
        profile=profile,
        value=value,
        words=setting.words(value),
        default=default,
        default_words=setting.words(default),
        changed=value != default,
        following=_change(standing, _next(standing, later), names) if later else None,
        proposal=_proposal(standing, call, names),
    )


def _next(standing: domain.Standing, later: list[int]) -> int:
    """Of the changes whose day is to come, the one that holds first; from one day, the last that was settled."""
    return min(later, key=lambda number: (standing.changes[number - 1].holds_from, -number))


def _proposal(standing: domain.Standing, call: Call, names: Names) -> say.SettingProposal | None:
    found, (setting, _) = standing.proposal, standing.row
    if found is None:
        return None
    return say.SettingProposal(
        proposal_id=found.id,
        value=found.value,
        words=setting.words(found.value),
        holds_from=found.holds_from,
        reason=found.reason,
        proposed_by=names.get(found.proposed_by, ""),
        proposed_at=found.proposed_at,
        may=tuple(sorted(cls.__name__ for cls in domain.may(call.actor, standing) & domain.DECISIONS)),
    )


def _change(standing: domain.Standing, number: int, names: Names) -> say.SettingChange:
    change, (setting, _) = standing.changes[number - 1], standing.row
    return say.SettingChange(
        number=number,
        value=change.proposal.value,
        words=setting.words(change.proposal.value),
        holds_from=change.holds_from,
        reason=change.proposal.reason,
        note=change.note,
        proposed_by=names.get(change.proposal.proposed_by, ""),
        proposed_at=change.proposal.proposed_at,
        approved_by=names.get(change.approved_by, ""),
        approved_at=change.approved_at,
    )


def _names(session: Session, *standing: domain.Standing) -> Names:
    told = [change.proposal for one in standing for change in one.changes]
    told += [one.proposal for one in standing if one.proposal is not None]
    people = {one.proposed_by for one in told}
    return models.people.names_of(session, people | {c.approved_by for one in standing for c in one.changes})
