"""The portal on the five services of tests/line: all in one process, without a broker, so that a walk costs seconds.
A session is the name of somebody; what a command sets off has happened when it is answered."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from gateway.app import create_app
from services.contracts import wire
from services.contracts.intake import ReadSession, SessionView, TouchSession
from services.contracts.message import Actor, Command, NotFound, Query, Refused
from services.contracts.operations import MoveClock
from services.intake.handlers import secrets
from services.provisioning.data_core.generate import generate
from tests.line import Bus, World, bus_on, make
from tests.line.world import newcomer, show_profile
from tests.security.conftest import QUICK, config_in

A_SESSION = UUID(int=1)
LATER = frozenset({"provisioning"})  # whose commands are followed by work that a timer does
MORE = {"second_signatory": ("Amos Thrale", "surgery"), "collaborator": ("Dr Lorne Bask", "eastmere")}


class Inside:
    """The gateway's bus, on the line's: one message after another."""

    def __init__(self, line: Bus, world: World) -> None:
        self.line, self.world, self._turn = line, world, threading.RLock()

    def ask(self, message: Command | Query, actor: Actor, *, part: str | None = None, **_: Any) -> Any:
        if isinstance(message, (ReadSession, TouchSession)):
            return self._session(message.token)
        with self._turn:
            if isinstance(message, MoveClock):
                self.line.forward(timedelta(seconds=message.forward_seconds))
            answer = self.line.call(message, actor, part)
            if isinstance(message, MoveClock) or (isinstance(message, Command) and wire.owner(type(message)) in LATER):
                self.line.tick()
            elif isinstance(message, Command):
                self.line.settle()
            return answer

    def gather(self, messages: Mapping[str, Command | Query], actor: Actor, **_: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, message in messages.items():
            try:
                found[name] = self.ask(message, actor)
            except Refused as told:
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
    for key, (name, employer) in MORE.items():
        world.people[key] = newcomer(line, key, name, world.organisations[employer])
        show_profile(line, world.people[key], world["hari.bose"])
    line.settle()
    here = {"documents": world.folder / "documents", "workspaces": world.folder / "workspaces"}
    limits = {"knocks_per_minute": 1e6, "sign_ins_per_minute": 1e6}
    config = replace(config_in(folder), **here, **limits, clock_file=world.folder / "clock")
    return create_app(config, bus=Inside(line, world)), world
