"""Every aggregate has a machine that tries anything with it, and every command is given by one: whoever adds either
adds it there too."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis.stateful import RuleBasedStateMachine

import services
import tests
from services.contracts import wire
from services.contracts.intake import correspondence, people
from services.contracts.message import Command, Query
from services.contracts.provisioning import CountFeasibility
from services.contracts.review import DelegateOffice

# Commands without an aggregate: whether they are carried out depends on no state that a history could bring about.
ALONE = {
    DelegateOffice: "an office-holder's word, each for itself",
    CountFeasibility: "a question, each for itself",
    correspondence.MarkNoticeRead: "one's own notice",
    correspondence.ChooseNotices: "one's own choice",
    correspondence.RetryMail: "a letter that was given up",
    people.SignUp: "a door: there is no account yet",
    people.SignIn: "a door: nobody is known yet",
    people.SignInWithProvider: "a door: nobody is known yet",
    people.AskPasswordReset: "a door: nobody is known yet",
    people.BootstrapAdministrator: "a door: there is no account yet",
    people.SignOut: "one's own session",
    people.TouchSession: "one's own session",
}


def machines() -> list[type[RuleBasedStateMachine]]:
    """Every machine in a test_*_machine.py."""
    found = []
    for path in sorted(Path(tests.__file__).parent.glob("*/test_*_machine.py")):
        module = importlib.import_module(f"tests.{path.parent.name}.{path.stem}")
        held = [one for one in vars(module).values() if isinstance(one, type)]
        found += [one for one in held if issubclass(one, RuleBasedStateMachine) and one.__module__ == module.__name__]
    return found


def tables() -> Iterator[tuple[str, Any]]:
    """Every table of who may do what in which state, by where it stands."""
    root = Path(services.__file__).parent
    for name in wire.SERVICES:
        for info in pkgutil.walk_packages([str(root / name / "domain")], f"services.{name}.domain."):
            module = importlib.import_module(info.name)
            if "MAY" in vars(module):
                yield info.name, module.MAY


MACHINES = machines()


def test_every_table_has_a_machine() -> None:
    kept = {id(machine.table) for machine in MACHINES}  # type: ignore[attr-defined]
    assert [where for where, table in tables() if id(table) not in kept] == []


@pytest.mark.parametrize("service", wire.SERVICES)
def test_every_command_is_given_by_a_machine(service: str) -> None:
    given = frozenset().union(*(machine.gives for machine in MACHINES))  # type: ignore[attr-defined]
    left_out = [cls.__name__ for cls in wire.messages_of(service, Command) if cls not in given and cls not in ALONE]
    assert left_out == [], "let a machine give them, or say in ALONE why no history matters to them"
    assert not given & set(ALONE)


@pytest.mark.parametrize("machine", [one for one in MACHINES if one.table], ids=lambda one: one.__name__)  # type: ignore[attr-defined]
def test_a_machine_gives_every_command_of_its_table(machine: Any) -> None:
    in_table = {asked for some in machine.table.values() for asked in some if not issubclass(asked, Query)}
    assert in_table == machine.gives
