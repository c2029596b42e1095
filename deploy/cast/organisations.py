"""The organisations of the demonstration: registered once, their evidence renewed when the demo clock has run ahead."""

from datetime import date, timedelta
from typing import Any

from .data import load
from .person import Person

SHOWN = ("ods_code", "company_number", "charity_number", "ico_number", "iso27001_certificate", "iso27001_scope")
GOOD_FOR = timedelta(days=3 * 365)
RENEW_BEFORE = timedelta(days=400)


def gather(registrar: Person) -> dict[str, str]:
    """Every organisation's id by its key, registering those that are missing; any signed-in person may."""
    known = {row["ods_code"]: row["organisation_id"] for row in registrar.get("/organisations", limit=200)["rows"]}
    found = {}
    for one in load("organisations"):
        if one["ods_code"] not in known:
            facts = {name: one[name] for name in SHOWN if name in one}
            known[one["ods_code"]] = registrar.post("/organisations", name=one["name"], kind=one["kind"], **facts)[
                "subject"
            ]
        found[one["key"]] = known[one["ods_code"]]
    return found


def renew(officer: Person, keeper: Person, ids: dict[str, str], today: date) -> None:
    """Evidence as staff see it, and framework contracts, so that both outlast what is about to be asked for.
    `keeper` may vouch for every organisation; the officer records the contracts."""
    for one in load("organisations"):
        row = keeper.get(f"/organisations/{ids[one['key']]}")
        if not row["checked"] or date.fromisoformat(row["ico_expiry"]) < today + RENEW_BEFORE:
            keeper.post(f"/organisations/{ids[one['key']]}/evidence", **_evidence(one, today))
    contracts = {row["organisation_id"]: row for row in officer.get("/framework-contracts", limit=200)["rows"]}
    for one in load("organisations"):
        held = contracts.get(ids[one["key"]])
        if "framework" in one and (held is None or date.fromisoformat(held["expires_on"]) < today + RENEW_BEFORE):
            _contract(officer, one, ids[one["key"]], today)


def _evidence(one: dict[str, Any], today: date) -> dict[str, Any]:
    shown = {
        "ico_number": one["ico_number"],
        "ico_expiry": (today + GOOD_FOR).isoformat(),
        "dspt_status": one["dspt_status"],
        "dspt_year": f"{today.year}-{(today.year + 1) % 100:02d}",
        "dspt_published_on": today.isoformat(),
    }
    if "iso27001_certificate" in one:
        shown["iso27001_expiry"] = (today + GOOD_FOR).isoformat()
    return shown


def _contract(officer: Person, one: dict[str, Any], organisation_id: str, today: date) -> None:
    officer.post(
        f"/organisations/{organisation_id}/framework-contract",
        name=one["name"],
        version=one["framework"],
        signed_on=(today - timedelta(days=30)).isoformat(),
        expires_on=(today + GOOD_FOR).isoformat(),
    )
