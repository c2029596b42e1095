"""When the words of each content page that is shipped were last edited (S1-45).

python -m tests.intake.make_content_dates      dates those whose words have changed; a test fails when it is due
"""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "services/intake/data/content"
PLACE = FOLDER / "edited.json"


def current(now: datetime) -> dict[str, dict[str, str]]:
    """Each page with the SHA-256 of its words and when they were edited: `now` for those that have changed."""
    known = json.loads(PLACE.read_text()) if PLACE.exists() else {}
    made = {}
    for file in sorted(FOLDER.glob("*.md")):
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        as_known = known.get(file.stem, {})
        made[file.stem] = as_known if as_known.get("sha256") == sha256 else {"at": f"{now:%FT%RZ}", "sha256": sha256}
    return made


if __name__ == "__main__":
    PLACE.write_text(json.dumps(current(datetime.now(UTC)), indent=1) + "\n")
