"""The model finds nothing wrong with Haven's design, and finds what is wrong with each of the usual ones."""

import pytest

from tests.chaos.model import Design, Found, Subjects, explore, start

ALONE, TWO_HANDLERS, TWO_LISTENERS = (1, 1, 1), (2, 1, 1), (1, 1, 2)
SAME, OTHER = ("a", "a"), ("a", "b")  # two commands about one thing, or about two

NAIVE = {
    "publish, then commit": (
        Design(handler=("publish", "commit", "answer", "ack"), outbox=False),
        "an event was acted on that never happened",
    ),
    "commit, then publish": (
        Design(handler=("commit", "publish", "answer", "ack"), outbox=False),
        "an event was lost",
    ),
    "answer, then commit": (Design(handler=("answer", "commit", "ack")), "a command was answered and not done"),
    "a relay with a cursor": (Design(by_unpublished=False), "an event was lost"),
    "mark, then send": (Design(relay=("mark", "send")), "an event was lost"),
    "mark before it is confirmed": (Design(relay=("send", "mark", "confirm")), "an event was lost"),
    "ack, then accept": (Design(listener=("ack", "accept")), "an event was lost"),
    "no command log": (Design(command_log=False), "a command was done twice"),
    "no inbox": (Design(inbox=False), "an event was acted on twice"),
    "in the order of arrival": (Design(by_version=False), "events of one subject were acted on out of order"),
}
NEEDS = {  # what can happen only to two of something; the others go wrong with one process of each
    "a relay with a cursor": (OTHER, TWO_HANDLERS),
}


@pytest.mark.parametrize(
    ("subjects", "replicas"), [(SAME, ALONE), (OTHER, ALONE), (SAME, TWO_HANDLERS), (SAME, TWO_LISTENERS)]
)
def test_in_no_order_of_steps_and_deaths_is_anything_lost_done_twice_or_out_of_order(
    subjects: Subjects, replicas: tuple[int, int, int]
) -> None:
    found = explore(start(subjects, replicas, faults=1), subjects, Design())
    assert not found.problem, told(found)
    assert found.states > 30_000, "a model in which little can happen shows nothing"


@pytest.mark.parametrize("name", NAIVE)
def test_the_model_finds_what_is_wrong_with_a_usual_design(name: str) -> None:
    design, finds = NAIVE[name]
    subjects, replicas = NEEDS.get(name, (SAME, ALONE))
    found = explore(start(subjects, replicas, faults=1), subjects, design)
    assert found.problem == finds, told(found)


def told(found: Found) -> str:
    return "\n".join((f"{found.problem or 'nothing wrong'} in {found.states} states:", *found.moves))
