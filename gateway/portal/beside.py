"""What helps beside a section of the form: an estimate of charges for these answers, a count for this cohort.

Both are pages of their own, and the address says what is asked: it works without a script, and a script shows the
estimate in its place.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from services.contracts.intake import ApplicationView

MONTH = 30.44  # days
DATA, COHORT = "F", "G"


def estimate(application: ApplicationView | None) -> str:
    """The address of an estimate of what these answers would cost; empty before any dataset is chosen (S2-18)."""
    answers = application.answers if application else {}
    rows = _rows(answers, "datasets")
    names = [row["dataset"] for row in rows if row.get("dataset")]
    if application is None or not names:
        return ""
    asked = {
        "profile": application.profile.value,
        "kind": answers.get("kind") or "new",
        "access": answers.get("access") or "sde",
        "level": answers.get("level") or "pseudonymised",
        "months": _months(answers),
        "datasets": names,
        "periods_each": max((_years(row) for row in rows), default=1),
        "refreshes_each": max((_times(row) - 1 for row in rows), default=0),
        "users": max(len(_rows(answers, "team")), 1),
        "cohort_files": 1 if answers.get("cohort_source") == "applicant_supplied" else 0,
        "disseminations": max((_times(row) for row in rows), default=1),
    }
    return f"/charges?{urlencode(asked, doseq=True)}#result"


def count(application: ApplicationView | None) -> str:
    """The address of a feasibility count with the criteria of the cohort so far."""
    answers = application.answers if application else {}
    if application is None or answers.get("cohort_source") not in (None, "criteria"):
        return ""
    asked = {
        "profile": application.profile.value,
        "conditions": list(answers.get("cohort_conditions") or ()),
        **{name: answers[f"cohort_{name}"] for name in ("age_from", "age_to") if f"cohort_{name}" in answers},
    }
    return f"/my/feasibility/new?{urlencode(asked, doseq=True)}"


def _rows(answers: Any, key: str) -> list[dict[str, Any]]:
    value = answers.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _months(answers: Any) -> int:
    try:
        days = (date.fromisoformat(str(answers.get("end"))) - date.fromisoformat(str(answers.get("start")))).days
    except ValueError:
        return 12
    return min(max(round(days / MONTH), 1), 180)


def _years(row: dict[str, Any]) -> int:
    first, last = row.get("year_from"), row.get("year_to")
    return min(max(last - first + 1, 1), 100) if isinstance(first, int) and isinstance(last, int) else 1


def _times(row: dict[str, Any]) -> int:
    times = row.get("disseminations")
    return times if isinstance(times, int) and 1 <= times <= 1000 else 1
