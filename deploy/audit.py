"""`python -m deploy.audit`: asks pip-audit whether anything that requirements.lock names has a known weakness.

Exits with 0 when nothing is known, 1 when something is, and UNREACHABLE, saying so, when the database of weaknesses
could not be asked about every package: what was not looked at is not clear. pip-audit itself ends with 0 then, since
what a mirror of the index does not know of counts as skipped. `HAVEN_AUDIT_OSV_URL` names another database to ask.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parent.parent / "requirements.lock"
UNREACHABLE = 75  # EX_TEMPFAIL: try again
SECONDS = 300


def command() -> list[str]:
    """pip-audit on the lock alone: nothing is resolved or installed, every version and hash is there already."""
    url = os.environ.get("HAVEN_AUDIT_OSV_URL")
    asked = ["--vulnerability-service", "osv", "--osv-url", url] if url else []
    given = ["--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    return [sys.executable, "-m", "pip_audit", *given, *asked, "--format", "json", "--timeout", "15"]


def main() -> int:
    """Run it; the exit status."""
    try:
        ran = subprocess.run(command(), capture_output=True, text=True, timeout=SECONDS, check=False)
        packages: list[dict[str, Any]] = json.loads(ran.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return judged([])
    return judged(packages)


def judged(packages: list[dict[str, Any]]) -> int:
    """Say what is known about each package, and what was not looked at; the exit status."""
    weak = [(one, vuln) for one in packages for vuln in one.get("vulns", ())]
    skipped = [one for one in packages if "skip_reason" in one]
    for one, vuln in weak:
        mended = ", ".join(vuln.get("fix_versions", ())) or "no version yet"
        print(f"{one['name']} {one['version']}: {vuln['id']}, mended in {mended}")
    if skipped:
        told = f"{len(skipped)} of {len(packages)} packages were not audited"
        print(f"The database of known weaknesses gave no answer: {told}.", file=sys.stderr)
    elif not packages:
        print("The database of known weaknesses cannot be reached: nothing was audited.", file=sys.stderr)
    if weak:
        return 1
    if not packages or skipped:
        return UNREACHABLE
    print(f"No known weaknesses in {len(packages)} packages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
