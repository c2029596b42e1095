"""A whole journey at a time, through all the harm: from enquiry to certificate, in both profiles by turns; and, while a
project is in force, people who open its files, and people who may not and try."""

import threading
import time
from datetime import datetime

from deploy import journey
from deploy.cast import Person, organisations
from deploy.client import ApiProblem, Unreachable
from deploy.journey import Printer, Story, deciding, ending
from tests.chaos.history import Operation
from tests.chaos.people import Company
from tests.chaos.recording import PATIENCE, Recorder

PROFILES = ("hospital", "dars")
DWELL = 45.0  # seconds that a project is used before its agreement ends
LAST_SECONDS = 400.0  # for the journey in hand to come to its end when the run is over


class Traveller:
    """Takes one request after another to its end, on a thread of its own; a second thread opens files meanwhile."""

    def __init__(self, company: Company) -> None:
        self.company, self.stop = company, threading.Event()
        self.closed, self.trouble = [0, 0], list[str]()
        self.live: Story | None = None
        self.outsiders = [company.actor(key, "opener") for key in company.applicants[:2]]
        self._thread = threading.Thread(target=self._run, name="traveller", daemon=True)
        self._opener = threading.Thread(target=self._open, name="opener", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._opener.start()

    def end(self) -> None:
        """Finish the journey in hand, and begin no other."""
        self.stop.set()
        self._thread.join(LAST_SECONDS)
        self._opener.join(PATIENCE)

    def told(self) -> str:
        """A sentence for the report."""
        begun, closed = self.closed[0], self.closed[1]
        return f"Whole journeys through it all: {closed} closed, {begun - closed} given up."

    def _run(self) -> None:
        while not self.stop.is_set():
            profile = PROFILES[self.closed[0] % 2]
            self.closed[0] += 1
            try:
                self._travel(profile)
                self.closed[1] += 1
            except (ApiProblem, Unreachable) as problem:
                self.trouble.append(f"traveller ({profile}): {problem}")
            except RuntimeError as broken:  # something was allowed that must be refused, or a result was wrong
                self._broken(str(broken))
            finally:
                self.live = None

    def _travel(self, profile: str) -> None:
        cast = self.company.troupe("traveller")
        ann = cast["ann.gray"]
        organisations.renew(cast["gwen.pike"], ann, cast.organisations, cast.today())
        with (self.company.world.run / "journeys.log").open("a") as out:
            printer = Printer(out)
            story = journey.new_story(cast, profile, printer)
            names = list(story.people)
            story.people = dict(zip(names, self.company.played(list(story.people.values()), "traveller"), strict=True))
            story.patience = PATIENCE
            journey.take(story, journey.TO_THE_AGENDA)
            deciding.schedule(story)
            journey.to_the_meeting(cast, printer, deciding.AHEAD)
            journey.take(story, (*journey.TO_THE_DECISION, *journey.SET_UP[profile], *journey.TO_ACTIVE))
            self.live = story
            self.stop.wait(DWELL)
            end = datetime.fromisoformat(story.facts["ends_at"])
            cast.move_clock(max(0, int((end - cast.now()).total_seconds()) + 2))
            ending.lose_access(story)
            journey.take(story, journey.TO_THE_END)

    def _open(self) -> None:
        """A member opens files, for as long as that is allowed and a little longer; others try."""
        while not self.stop.is_set():
            time.sleep(0.5)
            story = self.live
            if story is None or "file" not in story.facts:
                continue
            path = f"{story.project}/files/{story.facts['file']}"
            member, *others = self.company.played([story["analyst"], story["outsider"]], "opener")
            _fetch(member, path, "open-file")
            for person in (*others, *self.outsiders):
                _fetch(person, path, "open-foreign")

    def _broken(self, what: str) -> None:
        """Kept among the operations, so that the checker counts it."""
        history = self.company.notebook.history
        now = history.now()
        history.add(Operation("traveller", "broken-promise", "", "", "", now, now, "ok", {"code": what}))


def _fetch(person: Person, path: str, kind: str) -> None:
    client = person.client
    assert isinstance(client, Recorder)
    client.fetch(path, kind)
