"""`make journey`: needs a running Haven in mode demo or test (`make up`)."""

import argparse
import sys
import time
from pathlib import Path

from deploy import settings
from deploy.cast import Cast
from deploy.client import ApiProblem, Client, Unreachable

from . import travel
from .ledger import verify
from .story import Printer

PROFILES = ("hospital", "dars")


def main() -> int:
    """0 when both requests are closed and the ledger verifies; 1 with a sentence when not."""
    chosen = settings.of_run()
    parser = argparse.ArgumentParser(prog="python -m deploy.journey", description=__doc__)
    parser.add_argument("--profile", choices=(*PROFILES, "both"), default="both")
    parser.add_argument("--url", default=chosen.gateway_url, help="the gateway's address")
    asked = parser.parse_args()
    profiles = PROFILES if asked.profile == "both" else (asked.profile,)
    mail = Path(chosen.environment()["HAVEN_MAIL"])
    begun, printer = time.monotonic(), Printer()
    try:
        Client(asked.url, patience=5).get("/datasets", limit=1)
    except (ApiProblem, Unreachable) as problem:
        print(f"No Haven answers at {asked.url}: start one with `make up`. ({problem})", file=sys.stderr)
        return 1
    try:
        cast = Cast(asked.url, chosen.run, mail)
        cast.assemble()
        stories = travel(cast, profiles, printer)
        print(verify(cast))
    except (ApiProblem, Unreachable, RuntimeError) as problem:
        print(f"\nThe journey stopped: {problem}", file=sys.stderr)
        return 1
    ends = ", ".join(f"{story.reference} ({story.profile}) closed at #{story.position}" for story in stories)
    print(f"{ends}; {printer.number} steps in {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
