"""How things are written for people: days and times in London, money in pounds, codes as words."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from services.contracts.message import Role

LONDON = ZoneInfo("Europe/London")
ABBREVIATED = {
    "ai": "AI", "cag": "CAG", "caldicott": "Caldicott", "guardian": "Guardian", "cv": "CV", "dars": "DARS",
    "dpia": "DPIA", "dpo": "DPO", "dspt": "DSPT", "gp": "GP",
    "iao": "IAO", "icb": "ICB", "ico": "ICO", "id": "ID", "ig": "IG", "iso27001": "ISO 27001", "nhs": "NHS",
    "ods": "ODS", "orcid": "ORCID iD", "pag": "PAG", "qa": "QA", "rec": "REC", "sde": "SDE", "siro": "SIRO",
    "totp": "TOTP", "uk": "UK",
}  # fmt: skip
PARTS: Mapping[str, str] = {
    "intake": "accounts and applications", "review": "review and decisions", "agreements": "agreements",
    "provisioning": "data and workspaces", "audit": "clocks, audit and deletion", "application": "the application",
    "case": "the review", "agreement": "the agreement", "project": "data and workspace", "clocks": "the clocks",
    "deletion": "deletion",
}  # fmt: skip
FILES: Mapping[str, str] = {
    "application/pdf": "PDF", "text/csv": "CSV", "text/plain": "text", "application/zip": "ZIP",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
}  # fmt: skip


WHOM: Mapping[str, str] = {"hospital": "The hospital", "dars": "The national service"}
LEVELS: Mapping[str, str] = {
    "L0": "administrative", "L1": "light", "L2": "precedent", "L3": "full", "L4": "enhanced",
}  # fmt: skip


def humanised(code: str) -> str:
    """A code as words: `legal-basis` or LEGAL_BASIS becomes Legal basis."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", code).replace("_", " ").replace("-", " ").strip().lower().split()
    said = " ".join(ABBREVIATED.get(word, word) for word in words)
    return said[:1].upper() + said[1:]


def sentence(words: str) -> str:
    """The first letter large, and the rest as it was."""
    return words[:1].upper() + words[1:]


def day(value: date | datetime | None) -> str:
    """1 July 2026; of a moment, the day in London."""
    if value is None:
        return ""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def day_of(text: str) -> str:
    """A day as it is kept in the answers of a form; anything else as it is."""
    try:
        return day(date.fromisoformat(str(text)))
    except ValueError:
        return str(text)


def moment(value: datetime | None) -> str:
    """1 July 2026, 10:30am, in London."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    clock = f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
    return f"{day(local)}, {clock}"


def machine(value: date | datetime | None) -> str:
    """For the datetime attribute of <time>."""
    if value is None:
        return ""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def money(pence: int | None) -> str:
    """£1,234.50"""
    return "" if pence is None else f"{'-' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def size(count: int) -> str:
    """Bytes as a person would say them."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count = count / 1000  # type: ignore[assignment]
    return f"{count:.1f} GB"


def file_type(media_type: str) -> str:
    """What kind of file it is, for a link that leads to it."""
    return FILES.get(media_type, media_type.rsplit("/", 1)[-1].upper())


def days(count: int) -> str:
    """1 day, 2 days."""
    return f"{count} day" if abs(count) == 1 else f"{count} days"


def role(value: Role | str) -> str:
    """A role of an account, in words."""
    return humanised(str(value)).replace("Sde", "SDE").replace("Siro", "SIRO")


def whom(profile: str) -> str:
    """Of whom data are asked, by the profile's code; both where a thing holds for either."""
    return WHOM.get(profile, "Both")


def level(code: str) -> str:
    """An assurance level with its word: L3: full."""
    return f"{code}: {LEVELS[code]}" if code in LEVELS else code


def first_of(row: Any, count: int) -> list[Any]:
    """The first cells of a row."""
    return list(row[:count])


def part(name: str) -> str:
    """A part of Haven, as people know it."""
    return PARTS.get(name, name)


def shown(value: Any) -> str:
    """Any value of a table's cell, in words."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, (tuple, list, frozenset)):
        return ", ".join(sorted(map(shown, value)) if isinstance(value, frozenset) else map(shown, value))
    return str(value)


def register(app: Flask) -> None:
    """As filters of every template."""
    for one in (first_of, level, whom, humanised, sentence, day, day_of, moment, machine, money, size, file_type, days,
                role, part, shown):  # fmt: skip
        app.template_filter(one.__name__)(one)


# Of the fields of the catalogue: how each is given, and how it could give somebody away.
TREATMENTS = {
    "keep": "As it is", "drop": "Never given", "justify": "Only with a reason", "person": "Pseudonym of the person",
    "local": "Pseudonym of the project", "shift": "Dates shifted", "month": "Month only", "age": "As an age",
    "birth_year": "Year of birth", "year_of": "Year only", "area": "As a larger area", "fiscal_year": "Financial year",
}  # fmt: skip
SENSITIVITIES = {
    "direct": "Identifies somebody", "quasi": "Could identify together with others", "sensitive": "Sensitive",
    "legal": "Restricted by law", "ordinary": "Ordinary",
}  # fmt: skip
