"""A service killed at any step, or again and again, or twice over: every command is done once, every event heard once,
in the order of its subject."""

import random
import signal
import threading
import time
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from services.chassis import tables
from tests.chassis import trip
from tests.chassis.part import Count
from tests.chassis.running import Parts, until
from tests.chassis.tables import Noted, Number

QUICK = ("after-commit", "after-confirm", "after-effect")  # the others are as good, but each takes its time


def answered(small: Parts, command: Count, seconds: float = 60) -> dict[str, object]:
    """Ask by the same id until there is an answer."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        try:
            reply = small.ask("intake", command, seconds=2, deadline=60)
        except (TimeoutError, OSError):
            continue
        if "answer" in reply:
            return dict(reply["answer"])
        assert reply["refused"]["code"] in ("resting", "unknown"), reply
        time.sleep(0.2)
    raise AssertionError("never answered")


def noted(small: Parts) -> dict[UUID, list[int]]:
    with small.databases["review"].read() as session:
        found: dict[UUID, list[int]] = {}
        for row in session.scalars(select(Noted).order_by(Noted.id)):
            found.setdefault(row.subject, []).append(row.number)
        return found


def numbers(small: Parts) -> dict[UUID, int]:
    with small.databases["intake"].read() as session:
        return {row.id: row.n for row in session.scalars(select(Number))}


@pytest.mark.parametrize(
    "step", [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in trip.STEPS]
)
def test_a_service_killed_at_a_step_does_everything_once(
    small: Parts, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    victim, other = ("review", "intake") if step in ("after-acceptance", "after-effect") else ("intake", "review")
    small.start(other)
    monkeypatch.setenv("PART_TRIP", step)  # for the victim's first life only: nobody starts the other again
    small.start(victim)
    monkeypatch.delenv("PART_TRIP")
    keeper = threading.Thread(target=_start_again, args=(small, victim))
    keeper.start()
    subject = uuid4()
    for n in (1, 2, 3):
        assert answered(small, Count(subject_id=subject))["version"] == n
    keeper.join()
    until(lambda: noted(small) == {subject: [1, 2, 3]}, f"all are heard once, killed {step}")
    assert numbers(small) == {subject: 3}


def _ask_all(small: Parts, commands: list[Count], answers: list[tuple[Count, dict[str, object]]]) -> None:
    for command in commands:
        answers.append((command, answered(small, command)))


def _start_again(small: Parts, part: str) -> None:
    small.processes[part].wait(20)
    small.processes.pop(part)
    small.start(part)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_services_killed_every_second_lose_and_double_nothing(both: Parts) -> None:
    """Two replicas of each; every second one of the four dies. Both kinds of database."""
    kinds = [("review", ""), ("review", "2"), ("intake", ""), ("intake", "2")]
    for kind in kinds:
        both.start(*kind)
    subjects = [uuid4() for _ in range(5)]
    answers: list[tuple[Count, dict[str, object]]] = []
    commands = [Count(subject_id=random.choice(subjects)) for _ in range(200)]
    askers = [threading.Thread(target=_ask_all, args=(both, commands[i::4], answers)) for i in range(4)]
    for one in askers:
        one.start()
    while any(one.is_alive() for one in askers):
        time.sleep(1)
        part, replica = random.choice(kinds)
        both.end(part + replica, signal.SIGKILL)
        both.start(part, replica)
    assert len(answers) == 200
    given: dict[UUID, list[object]] = {}
    for command, answer in answers:
        given.setdefault(command.subject_id, []).append(answer["version"])
    wanted = {subject: list(range(1, len(versions) + 1)) for subject, versions in given.items()}
    assert {subject: sorted(versions) for subject, versions in given.items()} == wanted, "each done once"
    assert numbers(both) == {subject: len(versions) for subject, versions in wanted.items()}
    until(lambda: noted(both) == wanted, "each heard once, in order", 60)
    with both.databases["review"].read() as session:
        assert session.scalar(select(func.count()).select_from(tables.DeadLetter)) == 0
