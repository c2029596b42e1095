"""One invented person at work: signs up, proves an address, signs in, keeps a profile; each through the API."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pyotp

from deploy.client import ApiProblem, Client

from .keyring import Account
from .mailbox import Mailbox
from .papers import paper

COURSE = "SRT"  # Safe Researcher Training, which counts for five years
RENEW_BEFORE = timedelta(days=365)


class Person:
    """Somebody with an account, or about to have one."""

    def __init__(self, account: Account, url: str) -> None:
        self.account = account
        self.client = Client(url)

    @property
    def id(self) -> str:
        return self.account.id

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def email(self) -> str:
        return self.account.email

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return self.client.get(path, **query)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return self.client.post(path, body)

    def attempt(self, path: str, **body: Any) -> ApiProblem:
        """Try something that must be refused; the refusal. RuntimeError when it was allowed."""
        try:
            self.client.post(path, body)
        except ApiProblem as refused:
            return refused
        raise RuntimeError(f"POST {path} by {self.account.key} should have been refused")

    def ask_for(self) -> None:
        """Ask for an account."""
        facts = {"email": self.email, "name": self.name, "password": self.account.password}
        if self.account.organisation:
            facts["organisation_id"] = self.account.organisation
        self.client.post("/people", facts)

    def confirm(self, mailbox: Mailbox) -> None:
        """Prove the address with what was mailed to it."""
        told = self.client.post("/people/confirmation", {"token": mailbox.code_for(self.email)})
        self.account.id = told["subject"]

    def sign_in(self) -> None:
        """Begin a session, with a code where there is a second factor; with the next one when somebody has signed in
        with the present one by hand (a code opens one session only)."""
        self.client.token = ""  # one that is over would be refused before anybody looks at the password
        try:
            told = self._begin()
        except ApiProblem as problem:
            if not self.account.totp or problem.code != "sign-in-failed":
                raise
            told = self._begin()
        self.client.token, self.account.id = told["token"], told["person_id"]

    def _begin(self) -> dict[str, Any]:
        code = self.account.code() if self.account.totp else ""
        return self.client.post("/tokens", {"email": self.email, "password": self.account.password, "code": code})

    def enrol(self, keep: Callable[[], None]) -> None:
        """A second factor, kept before it is in force, then a session with it: the code that enrols opens that too."""
        self.account.totp = str(self.client.post("/me/second-factor")["secret"])
        keep()
        self.client.post("/me/second-factor/confirmation", {"code": pyotp.TOTP(self.account.totp).now()})
        self.sign_in()

    def complete_profile(self, today: date, course: str = COURSE, completed: date | None = None) -> None:
        """A CV, and a training certificate, unless there are some that count for another year."""
        profile = self.client.get("/me/profile")
        if all(one["kind"] != "cv" for one in profile["evidence"]):
            self._show("cv", paper(f"Curriculum vitae of {self.name}", "Ten years of work with health data."))
        until = date.fromisoformat(profile["training_expires"] or "2000-01-01")
        if until < (today if completed else today + RENEW_BEFORE):
            day = (completed or today).isoformat()
            told = paper("Certificate of training", f"{self.name} completed {course} on {day}.")
            self._show("ig-training", told, course_code=course, completed_on=day)

    def _show(self, kind: str, content: bytes, **facts: str) -> None:
        filename = f"{kind}.pdf"
        sha256 = self.client.upload(filename, content)
        self.client.post("/me/profile/evidence", {"kind": kind, "sha256": sha256, "filename": filename, **facts})
