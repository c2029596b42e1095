"""`python -m deploy.demo`, which `haven up` runs on the first start; what it does is in logs/demo.log."""

import json
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from deploy import settings
from deploy.cast import Cast
from deploy.cast.data import load
from deploy.client import ApiProblem, Unreachable
from deploy.journey.story import Printer

from .applications import load_all

A_YEAR = timedelta(days=365)
SHORT_COURSE = "DSA-L1"  # counts for one year


def main() -> int:
    """0 when people and applications are there; 1 with the reason when not."""
    chosen, begun = settings.of_run(), time.monotonic()
    cast = Cast(chosen.gateway_url, chosen.run, Path(chosen.environment()["HAVEN_MAIL"]))
    try:
        cast.assemble()
        _welcome(cast)
        _tell_sign_ins(cast, chosen.run / "demo.json")
        stories = load_all(cast, Printer())
    except (ApiProblem, Unreachable, RuntimeError) as problem:
        print(f"The demonstration could not be loaded: {problem}", file=sys.stderr)
        return 1
    print(f"{len(stories)} applications loaded in {time.monotonic() - begun:.0f} s")
    return 0


def _welcome(cast: Cast) -> None:
    """The applicants, one of them with a certificate that ends soon."""
    told = load("applicants")
    soon = {one["key"]: timedelta(days=one["training_days_left"]) for one in told if "training_days_left" in one}
    cast.welcome_all((one["key"], one["name"], one["organisation"]) for one in told if one["key"] not in soon)
    for one in (one for one in told if one["key"] in soon):
        completed = cast.today() - A_YEAR + soon[one["key"]]
        cast.welcome(one["key"], one["name"], one["organisation"], course=SHORT_COURSE, completed=completed)


def _tell_sign_ins(cast: Cast, path: Path) -> None:
    """A flat list for `haven up` to show; the second factors stay in the keyring."""
    roles = {one["key"]: one["role"] for one in load("applicants")}
    path.touch(mode=0o600)
    path.write_text(json.dumps([_line(account, roles) for account in cast.keyring.accounts.values()], indent=1))


def _line(account: Any, roles: dict[str, str]) -> dict[str, str]:
    held = ", ".join(account.roles) or roles.get(account.key, "")
    code = f"code: haven demo code {account.key}" if account.totp else ""
    return {
        "name": f"{account.name:<16}",
        "role": f"{held:<36}",
        "email": account.email,
        "password": account.password,
        "code": code,
    }


if __name__ == "__main__":
    sys.exit(main())
