"""The line as people walk it in a browser, one file for each stretch: what each of them reads, follows and answers.

The people, the answers and the order are those of deploy/cast and deploy/journey, which walk the same line through the
API.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from deploy.cast.data import load
from deploy.cast.papers import paper
from deploy.journey import NAMES
from deploy.journey.answers import answers

EMPLOYER = "University of Northbridge"
APPLICANTS = [key for key in NAMES if key != "outsider"]


@dataclass
class Request:
    """One request on its way. `people`: the sign-in of each part (lead, analyst, signatory …); `emails` and `names`
    by sign-in; `folder` for the files that are handed in."""

    profile: str
    people: Mapping[str, str]
    emails: Mapping[str, str]
    names: Mapping[str, str]
    today: date
    folder: Path
    meets_in: int = 3  # days: papers close two days before
    reference: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def lead(self) -> str:
        return self.people["lead"]

    @property
    def dars(self) -> bool:
        return self.profile == "dars"

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What the form is answered with: people by their address, organisations by their names."""
        people = {part: self.emails[key] for part, key in self.people.items()}
        organisations = {one["key"]: one["name"] for one in load("organisations")}
        return answers(self.profile, people=people, organisations=organisations, today=self.today)

    @property
    def title(self) -> str:
        return str(self.answers["title"])

    def day(self, ahead: int) -> str:
        return (self.today + timedelta(days=ahead)).isoformat()

    def name(self, part: str) -> str:
        return self.names[self.people.get(part, part)]

    def document(self, kind: str) -> Path:
        """A PDF to hand in."""
        path = self.folder / f"{kind.lower()}.pdf"
        path.write_bytes(paper(kind.replace("_", " ").capitalize(), f"For {self.reference}."))
        return path
