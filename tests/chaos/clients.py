"""What the clients do all the time: ask, save, submit, check, accept, review, each wish with a value of its own.

One thread plays one applicant and the staff who answer them, one wish after another, and gives a request up when a wish
of it came to nothing; the next one begins. What they were told is in the history; nothing is judged here.
"""

import threading
import time
from collections.abc import Callable
from random import Random
from typing import Any

from deploy.cast import Person
from deploy.client import ApiProblem, Unreachable, wait_for
from deploy.journey.answers import answers
from deploy.journey.reviewing import CRITERIA
from deploy.journey.validating import CHECKS
from tests.chaos.people import Company


class Applicant:
    """One applicant with the staff who answer them, on a thread of its own."""

    def __init__(self, company: Company, key: str, stop: threading.Event) -> None:
        self.company, self.key, self.stop = company, key, stop
        self.random: Random = company.random(key)
        self.lead = company.actor(key, key)
        self.officer, self.secretary, self.reviewer = (
            company.actor(one, key) for one in ("gwen.pike", "bea.stone", "ines.cole")
        )
        self.seen: list[str] = []  # paths of what is this applicant's alone
        self.trouble: list[str] = []  # what went otherwise than a client may expect
        self.declared = list(self.lead.get("/form", profile="hospital")["declarations"])
        self.thread = threading.Thread(target=self._run, name=key, daemon=True)

    def value(self) -> str:
        """A text that nobody wrote before."""
        return f"v{self.random.getrandbits(64):016x}"

    def _run(self) -> None:
        while not self.stop.is_set():
            work = self.random.choice((self.enquire, self.apply, self.apply, self.apply, self.register))
            try:
                work()
            except (ApiProblem, Unreachable) as problem:
                if not self.stop.is_set():
                    self.trouble.append(f"{self.key}: {problem}")

    def _go_on(self) -> None:
        time.sleep(self.company.pace)
        if self.stop.is_set():
            raise Unreachable("the run is over")

    def post(self, who: Person, path: str, **body: Any) -> dict[str, Any]:
        self._go_on()
        return who.post(path, **body)

    def register(self) -> None:
        """An organisation."""
        name = f"Society {self.value()}"
        self.post(self.lead, "/organisations", name=name, kind="charity")

    def enquire(self) -> None:
        """An enquiry with its questions, answers and notes; in the end withdrawn or closed."""
        told = self.post(
            self.lead, "/enquiries", profile="dars", data_wanted="Hospital stays", readiness="funded",
            purpose_summary=f"To learn who is admitted again {self.value()}", organisations=["Haven"],
            organisation_id=self.lead.account.organisation,
        )  # fmt: skip
        one = f"/enquiries/{told['subject']}"
        self.seen.append(one)
        for _ in range(self.random.randint(1, 2)):
            self.post(self.officer, f"{one}/questions", questions=[f"Which hospitals? {self.value()}"])
            self.post(self.lead, f"{one}/answers", answers=[f"All of them. {self.value()}"])
        for who in self.random.sample((self.lead, self.officer), 2):
            self.post(who, f"{one}/notes", text=f"A word {self.value()}")
        if self.random.random() < 0.5:
            self.post(self.lead, f"{one}/withdraw", reason=f"No funds {self.value()}")
        else:
            self.post(self.officer, f"{one}/close", reasons=[f"Not for us {self.value()}"])

    def apply(self) -> None:
        """A request: drafted, refused once, submitted, checked, accepted, reviewed."""
        told = {"lead": self.lead.id, "collaborator": self.company.host.id}
        words = answers(
            "small", people=told, organisations=self.company.cast.organisations, today=self.company.cast.today()
        )
        words["controllers"] = [{"organisation": self.lead.account.organisation, "role": "sole"}]
        words["team"] = [{**words["team"][0], "organisation": self.lead.account.organisation}]
        started = {name: words[name] for name in ("request_type", "approval")}
        begun = self.post(
            self.lead, "/applications", profile="hospital", title=f"Waiting {self.value()}", **started
        )
        one = f"/applications/{begun['subject']}"
        self.seen += [one, f"/requests/{begun['subject']}"]
        etag = self.lead.client.etag
        for _ in range(self.random.randint(1, 3)):
            text = f"Counts how long people wait for an appointment, so that the clinic can plan: {self.value()}"
            self._go_on()
            self.lead.client.patch(f"{one}/draft", {"answers": {"lay_summary": text}}, etag=etag)
            etag = self.lead.client.etag
        self._refused(f"{one}/submit")
        del words["lay_summary"], words["title"]
        self.lead.client.get(one)
        self.lead.client.patch(f"{one}/draft", {"answers": words}, etag=self.lead.client.etag)
        self._go_on()
        self.lead.client.post(f"{one}/submit", {"declarations": self.declared}, etag=self.lead.client.etag)
        self._validate(one)
        self._review(f"/cases/{begun['subject']}")

    def _refused(self, path: str) -> None:
        """Something that must be refused, and is written down as that."""
        self._go_on()
        try:
            self.lead.client.post(path, {}, etag="*")
        except ApiProblem as problem:
            if problem.status >= 500:
                raise

    def _validate(self, one: str) -> None:
        officer = self.officer
        self.post(officer, f"{one}/case-officer", officer_id=officer.id)
        if self.random.random() < 0.3:
            query = {"field": "necessity", "question": f"Why? {self.value()}", "action": "Say so."}
            self.post(officer, f"{one}/return", queries=[query])
            for asked in self.lead.get(one)["queries"]:
                self.post(self.lead, f"{one}/queries/{asked['query_id']}/answer", response=f"Because {self.value()}")
            self.lead.get(one)
            self.lead.client.post(f"{one}/submit", {"declarations": self.declared}, etag=self.lead.client.etag)
        for item in CHECKS:
            self.post(officer, f"{one}/checks", item=item, passed=True, note=f"Seen {self.value()}")
        self.post(officer, f"{one}/route/confirm", reason=f"As the rules say {self.value()}")
        self.post(officer, f"{one}/accept", note=f"Complete {self.value()}")

    def _review(self, case: str) -> None:
        self.seen.append(case)
        self._there(lambda: self.secretary.get(case))
        reviewer = {"person_id": self.reviewer.id, "name": self.reviewer.name, "discipline": "ig"}
        self.post(self.secretary, f"{case}/reviewers", reviewers=[reviewer])
        self.post(self.reviewer, f"{case}/interests", kind="none")
        self.post(
            self.reviewer, f"{case}/reviews", ratings=dict.fromkeys(CRITERIA, "meets"), recommendation="SUPPORT",
            comments=[{"text": f"Say it plainly {self.value()}", "section": "B"}], confidential=f"No {self.value()}",
        )  # fmt: skip

    def _there(self, look: Callable[[], Any]) -> Any:
        return wait_for(f"something of {self.key}", look, seconds=120)


class Stranger:
    """Tries to read what belongs to other organisations; each attempt is written down."""

    def __init__(self, company: Company, key: str, applicants: list[Applicant], stop: threading.Event) -> None:
        self.person = company.actor(key, f"stranger.{key}")
        self.others = [one for one in applicants if one.key != key]
        self.random, self.stop = company.random(f"stranger.{key}"), stop
        self.thread = threading.Thread(target=self._run, name=f"stranger.{key}", daemon=True)

    def _run(self) -> None:
        while not self.stop.wait(0.3):
            seen = [path for one in self.others for path in one.seen[-40:]]
            if seen:
                self.person.client.peek(self.random.choice(seen), "read-foreign")  # type: ignore[attr-defined]


class Crowd:
    """All clients of a run."""

    def __init__(self, company: Company) -> None:
        self.stop = threading.Event()
        self.applicants = [Applicant(company, key, self.stop) for key in company.applicants]
        self.strangers = [Stranger(company, key, self.applicants, self.stop) for key in company.applicants[:2]]

    def start(self) -> None:
        for thread in self._threads():
            thread.start()

    def end(self) -> None:
        """Let everybody finish the wish in hand."""
        self.stop.set()
        for thread in self._threads():
            thread.join(200)

    def _threads(self) -> list[threading.Thread]:
        return [one.thread for one in self.applicants] + [one.thread for one in self.strangers]

    def trouble(self) -> list[str]:
        """What went otherwise than a client may expect, while nothing was wrong with the wish."""
        return [line for one in self.applicants for line in one.trouble]
