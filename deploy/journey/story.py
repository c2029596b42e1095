"""One request on its way: who takes part, what has happened, and a line on the screen for each step."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

from deploy.cast import Cast, Person
from deploy.client import PATIENCE, ApiProblem, wait_for

HEAD = f"{'':>4} {'profile':<9}{'what happened':<62}{'who acted':<22}{'reference':<17}{'public label':<42}ledger"


@dataclass
class Printer:
    """Writes the lines of several stories, numbered through."""

    out: TextIO = sys.stdout
    number: int = 0

    def head(self) -> None:
        """The names of the columns."""
        print(HEAD, file=self.out, flush=True)

    def line(self, profile: str, what: str, who: str, reference: str, label: str, position: str) -> None:
        """One step."""
        self.number += 1
        row = f"{self.number:>4} {profile:<9}{what[:60]:<62}{who[:20]:<22}{reference:<17}{label[:40]:<42}{position}"
        print(row, file=self.out, flush=True)

    def note(self, text: str) -> None:
        """Something about the step above."""
        print(f"{'':>14}  {text}", file=self.out, flush=True)


@dataclass
class Story:
    """One request, from the first word to the last. `people` are its own: lead, analyst, signatories, an outsider."""

    cast: Cast
    profile: str
    people: Mapping[str, Person]
    printer: Printer
    request: str = ""  # the data file with its answers
    controllers: Mapping[str, str] = field(default_factory=dict)  # signatory -> organisation, in the order of signing
    enquiry_id: str = ""
    id: str = ""
    reference: str = ""
    meeting_id: str = ""
    position: int = -1
    facts: dict[str, Any] = field(default_factory=dict)
    patience: float = PATIENCE  # seconds to wait for what follows from a step
    _seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Person:
        """Somebody of this request, or of the staff."""
        return self.people[key] if key in self.people else self.cast[key]

    @property
    def lead(self) -> Person:
        return self.people["lead"]

    @property
    def application(self) -> str:
        return f"/applications/{self.id}"

    @property
    def case(self) -> str:
        return f"/cases/{self.id}"

    @property
    def agreement(self) -> str:
        return f"/agreements/{self.id}"

    @property
    def project(self) -> str:
        return f"/projects/{self.id}"

    @property
    def deletion(self) -> str:
        return f"/deletions/{self.id}"

    def tell(self, what: str, who: Person | None, event: str = "", stage: str = "", *, subject: str = "") -> None:
        """A step was taken: wait until its event is in the ledger and the public stage has followed, then say so."""
        position = self._written(event, subject or self.id or self.enquiry_id, after=bool(who)) if event else ""
        label = self._label(stage)
        self.printer.line(self.profile, what, who.name if who else "(Haven)", self.reference, label, position)

    def refused(self, what: str, who: Person, refusal: ApiProblem, *codes: str) -> None:
        """Something was refused, as it must be, and for the right reason."""
        reasons = [(refusal.code, refusal.detail), *((code, message) for code, _, message in refusal.problems)]
        right = [f"{code}: {words}" for code, words in reasons if code in codes]
        if not right:
            raise RuntimeError(f"{what} was refused for another reason than {' or '.join(codes)}: {refusal}")
        self.printer.line(self.profile, f"REFUSED: {what}", who.name, self.reference, "", f"{refusal.status}")
        self.printer.note(right[0])

    def note(self, text: str) -> None:
        """Something about the step above."""
        self.printer.note(text)

    def read(self, path: str, who: Person | None = None) -> dict[str, Any]:
        """What `who` (the lead unless named) sees there; waits until there is something."""
        reader = who or self.lead
        return dict(wait_for(f"{path} of {self.reference}", lambda: reader.get(path), seconds=self.patience))

    def until(self, what: str, path: str, who: Person, field_name: str, *values: str) -> dict[str, Any]:
        """What `who` sees at `path` once its `field_name` has one of `values`."""
        looked: dict[str, Any] = {}

        def look() -> dict[str, Any] | None:
            looked.update(who.get(path))
            return looked if looked.get(field_name) in values else None

        return dict(wait_for(f"{what} of {self.reference}", look, seconds=self.patience))

    def _label(self, stage: str) -> str:
        if not self.id:
            return str(self.lead.get(f"/enquiries/{self.enquiry_id}")["label"]) if self.enquiry_id else ""
        if stage:
            self.until(f"the stage {stage}", self.application, self.lead, "stage", stage)
        return str(self.lead.get(self.application)["label"])

    def _written(self, event: str, subject: str, *, after: bool) -> str:
        """The place in the ledger of the newest `event` of `subject`, told once. What a person has just done is written
        after all that was told before; what follows by itself may have been written earlier."""
        auditor = self.cast["rosa.finn"]
        least = max(self._seen.get((subject, event), -1), self.position if after else -1)

        def look() -> dict[str, Any] | None:
            rows = auditor.get("/ledger", subject=subject, type=event, newest_first=True, limit=1)["rows"]
            return rows[0] if rows and rows[0]["index"] > least else None

        index = int(wait_for(f"{event} of {self.reference} in the ledger", look, seconds=self.patience)["index"])
        self._seen[subject, event] = index
        self.position = max(self.position, index)
        return f"#{index}"
