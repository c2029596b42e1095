"""The people and organisations of the demonstration (domain 10.3): all invented, all made through the API.

Staff are made once for a run folder and used again by each journey; their roles are proposed by one administrator and
granted by the other. Applicants are made anew by whoever needs them, with addresses that nobody had before.
"""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deploy.client import Client

from . import organisations
from .data import load
from .keyring import Account, Keyring
from .mailbox import Mailbox
from .person import Person

DOMAIN = "haven.example"
ADMINISTRATORS = {"ann.gray": "Ann Gray", "bob.lane": "Bob Lane"}
AT_ONCE = 4
LONDON = ZoneInfo("Europe/London")


class Cast:
    """Everybody who can act here. `folder` keeps their sign-ins; `mail` is where the mail of this run is delivered."""

    def __init__(self, url: str, folder: Path, mail: Path) -> None:
        self.url, self.keyring, self.mailbox = url, Keyring(folder), Mailbox(mail)
        self.organisations: dict[str, str] = {}
        self._people: dict[str, Person] = {}

    def __getitem__(self, key: str) -> Person:
        """A signed-in person by key."""
        return self._people[key]

    def now(self) -> datetime:
        """What Haven holds to be the time; the demo clock may be ahead."""
        return self.move_clock(0)

    def today(self) -> date:
        """The day in London, which is what a date means here."""
        return self.now().astimezone(LONDON).date()

    def move_clock(self, seconds: int) -> datetime:
        """Move the demo clock forward for every part; what it shows then."""
        told = Client(self.url).post("/demo/clock", {"forward_seconds": seconds})
        return datetime.fromisoformat(told["now"])

    def assemble(self, only: Collection[str] = ()) -> None:
        """Administrators, organisations, staff with their roles (`only` those named, if any), evidence, contracts."""
        first, second = (self._administrator(key) for key in ADMINISTRATORS)
        self.organisations = organisations.gather(first)
        staff = [self._staff(one) for one in load("staff") if not only or one["key"] in only]
        self.keyring.save()
        self._sign_up(staff)
        for one in staff:
            self._grant(one, first, second)  # before anybody signs in: a role ends the sessions that had it not
        self._in_parallel(self._enter, staff)
        self._in_parallel(self._second_factor, staff)
        self.keyring.save()
        organisations.renew(self["gwen.pike"], first, self.organisations, self.today())

    def welcome(self, key: str, name: str, organisation: str, **training: Any) -> Person:
        """A newcomer with a complete profile, signed in; `training` is a course and a day other than today."""
        return self.welcome_all([(key, name, organisation)], **training)[0]

    def welcome_all(self, newcomers: Iterable[tuple[str, str, str]], **training: Any) -> list[Person]:
        """Newcomers by key, name and organisation; those who are known already only sign in."""
        today = self.today()
        people = [self._known(key, name, self.organisations.get(where, "")) for key, name, where in newcomers]
        self.keyring.save()
        self._arrive(people)
        self._in_parallel(lambda one: one.complete_profile(today, **training), people)
        self.keyring.save()
        return people

    def _known(self, key: str, name: str, organisation: str = "", roles: tuple[str, ...] = ()) -> Person:
        if key not in self._people:
            fresh = Account(key=key, name=name, email=f"{key}@{DOMAIN}", organisation=organisation, roles=roles)
            self._people[key] = Person(self.keyring.accounts.setdefault(key, fresh), self.url)
        return self._people[key]

    def _administrator(self, key: str) -> Person:
        person = self._known(key, ADMINISTRATORS[key], roles=("administrator",))
        if not person.account.id:
            facts = {"email": person.email, "name": person.name, "password": person.account.password}
            self.keyring.save()
            person.account.id = person.client.post("/administrators", facts)["subject"]
        self._enter(person)
        self._second_factor(person)
        return person

    def _staff(self, one: dict) -> Person:
        organisation = self.organisations.get(one.get("organisation", "eastmere"), "")
        return self._known(one["key"], one["name"], organisation, tuple(one["roles"]))

    def _arrive(self, people: list[Person]) -> None:
        self._sign_up(people)
        self._in_parallel(self._enter, people)

    def _sign_up(self, people: list[Person]) -> None:
        """Everybody asks first and confirms then, so that the mail is waited for once."""
        strangers = [person for person in people if not person.account.id]
        self._in_parallel(Person.ask_for, strangers)
        self._in_parallel(lambda person: person.confirm(self.mailbox), strangers)

    def _enter(self, person: Person) -> None:
        if not person.client.token:
            person.sign_in()

    def _second_factor(self, person: Person) -> None:
        if not person.get("/me/profile")["totp"]:
            person.enrol(self.keyring.save)

    def _grant(self, person: Person, first: Person, second: Person) -> None:
        """Every role that is missing."""
        held = set(first.get(f"/people/{person.id}")["roles"])
        for role in person.account.roles:
            if role not in held:
                proposed = first.post(f"/people/{person.id}/role-proposals", role=role, reason="Named in the rota")
                second.post(f"/role-proposals/{proposed['reference']}/approve")

    def _in_parallel(self, work: Callable[[Person], None], people: Iterable[Person]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(work, people))
