"""Outbox, relay and inbox as a small model, small enough to look at everything that can happen.

Commands wait in a queue; handlers do them in a transaction with their event; relays publish what is committed;
listeners accept events and act on them. Every process may die between any two steps, a broker may lose what it has not
confirmed, a client may send again. `explore` visits every state that can be reached and says of the first bad one how
it came about. A `Design` says which habits a system has: with Haven's the model finds nothing wrong, and with any one
of the usual others it finds the loss, the double or the wrong order.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

Slot = tuple[str, int]  # what a process has in hand: its next step, and the command or event
IDLE: Slot = ("", -1)


@dataclass(frozen=True)
class Design:
    """What each process does with what it has taken, in this order, and what it remembers. The defaults are Haven's."""

    handler: tuple[str, ...] = ("commit", "answer", "ack")  # others "publish" by themselves, before or after
    relay: tuple[str, ...] = ("send", "confirm", "mark")
    listener: tuple[str, ...] = ("accept", "ack")
    outbox: bool = True
    by_unpublished: bool = True  # the relay looks for what is unpublished; else for positions beyond the last
    command_log: bool = True  # a command that comes again is known
    inbox: bool = True  # an event that comes again is known
    by_version: bool = True  # what is accepted is acted on in the order of its subject


class Row(NamedTuple):
    """A committed row of the outbox."""

    position: int
    version: int
    event: int  # the command that made it: there is one event for each
    published: bool = False


class State(NamedTuple):
    """Everything that there is, at one moment."""

    commands: tuple[int, ...]  # waiting in the queue
    resends: int  # how often a client may still send a command again
    faults: int  # how often something may still go wrong
    handlers: tuple[Slot, ...]
    relays: tuple[Slot, ...]
    listeners: tuple[Slot, ...]
    effects: tuple[int, ...]  # for each command: how often it was done
    answered: frozenset[int] = frozenset()
    drawn: tuple[tuple[int, int], ...] = ()  # (command, position) of each open transaction
    next_position: int = 1
    rows: tuple[Row, ...] = ()
    last: int = 0  # the cursor of a relay that has one
    events: tuple[int, ...] = ()  # waiting in the listener's queue; any may come first
    accepted: frozenset[int] = frozenset()
    acted: tuple[int, ...] = ()


Moves = Iterator[tuple[str, State]]
Subjects = tuple[str, ...]  # what each command is about


class Found(NamedTuple):
    """What `explore` saw: how many states, and the first bad one with the moves that lead to it."""

    states: int
    problem: str = ""
    moves: tuple[str, ...] = ()


def start(subjects: Subjects, replicas: tuple[int, int, int], faults: int, resends: int = 1) -> State:
    """The beginning: a command for each of `subjects` is sent. `replicas` of the handler, the relay, the listener."""
    handlers, relays, listeners = ((IDLE,) * count for count in replicas)
    every = tuple(range(len(subjects)))
    return State(every, resends, faults, handlers, relays, listeners, effects=(0,) * len(subjects))


def explore(first: State, subjects: Subjects, design: Design, most: int = 2_000_000) -> Found:
    """Look at every state that can be reached from `first`, nearest first; stop at the first bad one."""
    before: dict[State, tuple[State, str] | None] = {first: None}
    todo = deque([first])
    while todo:
        state = todo.popleft()
        steps = list(_steps(state, subjects, design))
        if problem := wrong(state, subjects) or ("" if steps else unfinished(state, subjects)):
            return Found(len(before), problem, _path(before, state))
        for name, reached in (*steps, *_faults(state, design)):
            after = _same(reached)
            if after not in before:
                before[after] = (state, name)
                todo.append(after)
        if len(before) > most:
            raise AssertionError(f"more than {most} states: make the model smaller")
    return Found(len(before))


def wrong(state: State, subjects: Subjects) -> str:
    """What may not be true in any state."""
    versions = {row.event: (subjects[row.event], row.version) for row in state.rows}
    seen = [versions[event] for event in state.acted if event in versions]
    first_bad = {
        "a command was done twice": any(count > 1 for count in state.effects),
        "a command was answered and not done": any(not state.effects[command] for command in state.answered),
        "an event was acted on twice": len(set(state.acted)) != len(state.acted),
        "an event was acted on that never happened": any(not state.effects[event] for event in state.acted),
        "events of one subject were acted on out of order": sorted(seen, key=lambda one: one[0]) != sorted(seen),
    }
    return next((problem for problem, bad in first_bad.items() if bad), "")


def unfinished(state: State, subjects: Subjects) -> str:
    """What may not be true when nothing is left to do."""
    if state.effects != (1,) * len(subjects) or len(state.answered) != len(subjects):
        return "a command was lost"
    return "" if len(state.acted) == len(subjects) else "an event was lost"


def _steps(state: State, subjects: Subjects, design: Design) -> Moves:
    for command in range(len(subjects)):
        if state.resends and command not in state.answered and command not in state.commands:
            again = state._replace(commands=(*state.commands, command), resends=state.resends - 1)
            yield f"a client sends command {command} again", again
    for which in range(len(state.handlers)):
        yield from _handle(state, which, subjects, design)
    for which in range(len(state.relays)):
        yield from _relay(state, which, design)
    for which in range(len(state.listeners)):
        yield from _listen(state, which, design)
    yield from _act(state, subjects, design)


def _handle(state: State, which: int, subjects: Subjects, design: Design) -> Moves:
    (step, command), steps = state.handlers[which], design.handler
    if step == "":
        for one in sorted(set(state.commands)):
            taken = state._replace(commands=_less(state.commands, one))
            yield f"a handler takes command {one}", _hand(taken, "handlers", which, ("begin", one))
    elif step == "begin" and design.command_log and state.effects[command]:
        yield f"a handler knows command {command}", _hand(state, "handlers", which, ("answer", command))
    elif step == "begin":
        if not any(subjects[other] == subjects[command] for other, _ in state.drawn):  # else it waits for the row lock
            drawn = (*state.drawn, (command, state.next_position))
            begun = state._replace(drawn=drawn, next_position=state.next_position + 1)
            yield f"a handler begins command {command}", _hand(begun, "handlers", which, (steps[0], command))
    else:
        does = {
            "commit": lambda: _commit(state, command, subjects, design),
            "publish": lambda: state._replace(events=(*state.events, command)),
            "answer": lambda: state._replace(answered=state.answered | {command}),
        }
        done = does.get(step, lambda: state)()
        yield (
            f"a handler does {step} for command {command}",
            _hand(done, "handlers", which, _next(steps, step, command)),
        )


def _commit(state: State, command: int, subjects: Subjects, design: Design) -> State:
    version = 1 + sum(subjects[row.event] == subjects[command] for row in state.rows)
    row = Row(dict(state.drawn)[command], version, command, published=not design.outbox)
    return state._replace(
        rows=tuple(sorted((*state.rows, row))),
        effects=tuple(count + (one == command) for one, count in enumerate(state.effects)),
        drawn=tuple(one for one in state.drawn if one[0] != command),
    )


def _relay(state: State, which: int, design: Design) -> Moves:
    step, event = state.relays[which]
    if step == "":
        waiting = [row for row in state.rows if not row.published]
        beyond = [row for row in state.rows if row.position > state.last]
        for row in (waiting if design.by_unpublished else beyond)[:1]:
            yield f"a relay reads event {row.event}", _hand(state, "relays", which, (design.relay[0], row.event))
        return
    row = next(one for one in state.rows if one.event == event)
    marked = tuple(one._replace(published=True) if one == row else one for one in state.rows)
    does = {
        "send": lambda: state._replace(events=(*state.events, event)),
        "mark": lambda: state._replace(rows=marked, last=max(state.last, row.position)),
    }
    done = does.get(step, lambda: state)()
    yield f"a relay does {step} for event {event}", _hand(done, "relays", which, _next(design.relay, step, event))


def _listen(state: State, which: int, design: Design) -> Moves:
    step, event = state.listeners[which]
    if step == "":
        for one in sorted(set(state.events)):
            taken = state._replace(events=_less(state.events, one))
            yield f"a listener takes event {one}", _hand(taken, "listeners", which, (design.listener[0], one))
        return
    done = state
    if step == "accept":
        accepted = state._replace(accepted=state.accepted | {event})
        done = accepted if design.inbox else state._replace(acted=(*state.acted, event))
    after = _next(design.listener, step, event)
    yield f"a listener does {step} for event {event}", _hand(done, "listeners", which, after)


def _act(state: State, subjects: Subjects, design: Design) -> Moves:
    """What is in the inbox is acted on once, in one transaction; what comes before it for its subject, first."""
    versions = {row.event: (subjects[row.event], row.version) for row in state.rows}
    done = {versions[event] for event in state.acted if event in versions}
    for event in sorted(state.accepted - set(state.acted)):
        subject, version = versions.get(event, ("", 1))
        if not design.by_version or all((subject, earlier) in done for earlier in range(1, version)):
            yield f"event {event} is acted on", state._replace(acted=(*state.acted, event))


def _faults(state: State, design: Design) -> Moves:
    """A process dies: what it had not acked goes back, what it had not committed never was. Or the broker dies with
    an event that it had not confirmed."""
    if state.faults:
        left = state._replace(faults=state.faults - 1)
        yield from _handlers_die(left)
        yield from _relays_die(left)
        yield from _listeners_die(left, design)


def _handlers_die(left: State) -> Moves:
    for which, (step, command) in enumerate(left.handlers):
        if step:
            drawn = left.drawn if step == "begin" else tuple(one for one in left.drawn if one[0] != command)
            back = left._replace(commands=(*left.commands, command), drawn=drawn)
            yield f"a handler dies before {step} for command {command}", _hand(back, "handlers", which, IDLE)


def _relays_die(left: State) -> Moves:
    for which, (step, event) in enumerate(left.relays):
        if step:
            yield f"a relay dies before {step} for event {event}", _hand(left, "relays", which, IDLE)
        if step == "confirm" and event in left.events:
            gone = left._replace(events=_less(left.events, event))
            yield f"the broker dies before confirming event {event}", _hand(gone, "relays", which, IDLE)


def _listeners_die(left: State, design: Design) -> Moves:
    for which, (step, event) in enumerate(left.listeners):
        if step:
            acked = "ack" not in design.listener[design.listener.index(step) :]
            back = left if acked else left._replace(events=(*left.events, event))
            yield f"a listener dies before {step} for event {event}", _hand(back, "listeners", which, IDLE)


def _same(state: State) -> State:
    """One state for all that differ only in which replica is which, and in the order of what lies in a queue."""
    return state._replace(
        commands=tuple(sorted(state.commands)),
        events=tuple(sorted(state.events)),
        handlers=tuple(sorted(state.handlers)),
        relays=tuple(sorted(state.relays)),
        listeners=tuple(sorted(state.listeners)),
        drawn=tuple(sorted(state.drawn)),
    )


def _hand(state: State, kind: str, which: int, slot: Slot) -> State:
    slots: tuple[Slot, ...] = getattr(state, kind)
    changed: dict[str, Any] = {kind: (*slots[:which], slot, *slots[which + 1 :])}
    return state._replace(**changed)


def _next(steps: tuple[str, ...], step: str, thing: int) -> Slot:
    after = steps[steps.index(step) + 1 :]
    return (after[0], thing) if after else IDLE


def _less(bag: tuple[int, ...], one: int) -> tuple[int, ...]:
    at = bag.index(one)
    return (*bag[:at], *bag[at + 1 :])


def _path(before: dict[State, tuple[State, str] | None], state: State) -> tuple[str, ...]:
    names: list[str] = []
    while (step := before[state]) is not None:
        state, name = step
        names.append(name)
    return tuple(reversed(names))
