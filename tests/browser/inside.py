"""The portal on the five services of tests/line: all in one process, without a broker, so that a walk costs seconds.
A session is the name of somebody; what a command sets off has happened when it is answered."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Page

from gateway.app import create_app
from gateway.bus import Resting
from gateway.portal import demo
from gateway.portal.words import LONDON
from services.chassis import clock
from services.contracts import wire
from services.contracts.intake import ReadSession, SessionView, TouchSession
from services.contracts.message import Actor, Command, NotFound, Query, Refused
from services.contracts.operations import MoveClock
from services.intake.handlers import secrets
from services.provisioning.data_core.generate import generate
from tests.line import Bus, World, bus_on, make
from tests.line.world import newcomer, show_profile
from tests.security.conftest import config_in
from tests.support import QUICK

from .walk import APPLICANTS, Request
from .windows import serving

A_SESSION = UUID(int=1)
LATER = frozenset({"provisioning"})  # whose commands are followed by work that a timer does
MORE = {"second_signatory": ("Amos Thrale", "surgery"), "collaborator": ("Dr Lorne Bask", "eastmere")}


class Inside:
    """The gateway's bus, on the line's: one message after another. A test may let a service rest (`resting`), or put
    off the work that timers do (`prompt`) until it calls `catch_up`."""

    def __init__(self, line: Bus, world: World) -> None:
        self.line, self.world, self._turn = line, world, threading.RLock()
        self.resting: set[str] = set()
        self.prompt = True

    def catch_up(self) -> None:
        """All the work that timers do, now."""
        with self._turn:
            self.line.tick()

    def ask(self, message: Command | Query, actor: Actor, *, part: str | None = None, **_: Any) -> Any:
        if isinstance(message, (ReadSession, TouchSession)):
            return self._session(message.token)
        owner = part or wire.owner(type(message))
        if owner in self.resting:
            raise Resting(owner)
        with self._turn:
            if isinstance(message, MoveClock):
                self.line.forward(timedelta(seconds=message.forward_seconds))
            answer = self.line.call(message, actor, part)
            if isinstance(message, MoveClock) or (self.prompt and isinstance(message, Command) and owner in LATER):
                self.line.tick()
            elif isinstance(message, Command):
                self.line.settle()
            return answer

    def gather(self, messages: Mapping[str, Command | Query], actor: Actor, **_: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, message in messages.items():
            try:
                found[name] = self.ask(message, actor)
            except (Refused, Resting) as told:
                found[name] = told
        return found

    def full(self, part: str) -> bool:
        return False

    def start(self) -> None:
        """Nothing has to be connected."""

    def stop(self) -> None:
        """Nor to be let go of."""

    def _session(self, token: str) -> SessionView:
        one = self.world.people.get(token)
        if one is None:
            raise NotFound("There is no such session.")
        return SessionView(person_id=one.id, name=one.name, roles=one.roles, organisation_id=one.organisation_id,
                           session_id=A_SESSION)  # fmt: skip


def portal(folder: Path, patch: pytest.MonkeyPatch) -> tuple[Flask, World]:
    """The pages, and who there is."""
    patch.setattr(secrets, "HASHER", QUICK)
    core = folder / "core"
    core.mkdir()
    generate(core)
    world = make(folder / "world", core, patch)
    patch.setenv("HAVEN_DATA_CORE", str(core))
    line = bus_on(world.folder, patch)
    patch.setattr(demo, "now", lambda: line.at.astimezone(LONDON))  # the pages have the time of the services
    for key, (name, employer) in MORE.items():
        world.people[key] = newcomer(line, key, name, world.organisations[employer])
        show_profile(line, world.people[key], world["hari.bose"])
    line.settle()
    here = {"documents": world.folder / "documents", "workspaces": world.folder / "workspaces"}
    limits = {"knocks_per_minute": 1e6, "sign_ins_per_minute": 1e6}
    config = replace(config_in(folder), **here, **limits, clock_file=world.folder / "clock")
    return create_app(config, bus=Inside(line, world)), world


@dataclass(frozen=True)
class Place:
    """Where the portal of this process is, and how somebody enters it. `bus` and `app` for what a test arranges."""

    url: str
    app: Flask
    bus: Inside
    names: Mapping[str, str]

    @property
    def cookie(self) -> str:
        return str(self.app.extensions["haven"].identity.cookie)

    def enter(self, page: Page, person: str) -> None:
        """Somebody sits down at this window."""
        page.context.add_cookies([{"name": self.cookie, "value": person, "url": self.url}])
        page.goto("/")

    def request(self, profile: str, folder: Path) -> Request:
        """A request of this profile that nobody has begun yet."""
        emails = {key: f"{key}@haven.example" for key in self.names}
        return Request(profile=profile, people={key: key for key in APPLICANTS}, emails=emails, names=self.names,
                       today=clock.now().date(), folder=folder)  # fmt: skip


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """The portal with its five services in this process, at an address, for as long as the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        app, world = portal(folder, patch)
        with serving(app) as url:
            names = {key: one.name for key, one in world.people.items()}
            yield Place(url, app, app.extensions["haven"].bus, names)
