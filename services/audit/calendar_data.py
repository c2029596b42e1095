"""The bank holidays of England and Wales, read from the file beside this one."""
import json
from datetime import date
from pathlib import Path

from services.audit.domain.calendar import BankHolidays

FILE = Path(__file__).parent / "data" / "bank_holidays.json"


def load(file: Path = FILE) -> BankHolidays:
    """The list in `file`: its version, and ISO dates grouped by year.

    ValueError when a date stands under another year than its own, or twice: a slip here moves due dates.
    """
    listed = json.loads(file.read_text(encoding="utf-8"))
    days = set()
    for year, dates in listed["years"].items():
        for written in dates:
            day = date.fromisoformat(written)
            if day.year != int(year) or day in days:
                raise ValueError(f"{file.name}: {written} is misplaced or repeated under {year}")
            days.add(day)
    return BankHolidays(listed["version"], frozenset(days))
