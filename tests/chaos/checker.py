"""Holds what the clients were told against the final state, after Jepsen: nothing lost, nothing twice, all verifies.

Invariants: an acknowledged command is in the state exactly once, an unknown one at most once, a refused one not at all;
every committed event is in every subscribed inbox once and has been acted on, in the order of its subject; the ledger
has one entry for each and verifies; timers fire once; nothing is parked; no access without a live grant; nothing of one
project was shown to people of another (`permission`).
"""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import cast
from uuid import UUID

from services.chassis.database import Database
from services.chassis.loops import reactions_of
from services.contracts import topology
from services.contracts.wire import SERVICES
from tests.chaos import waiting
from tests.chaos.history import History, Operation
from tests.chaos.kinds import FOLLOWS, KEPT, SAYS
from tests.chaos.ledger import problems as ledger_problems
from tests.chaos.permission import access, shown
from tests.chaos.state import Books, Said, State, by_subject, read, values_at
from tests.chaos.verdict import Verdict
from tests.chaos.world import World

APART = {"ReceiptIssued": "version"}  # one run may say it of several versions; otherwise, of several persons
LOOKS = 8  # at a Haven that should be at rest
ALARMS = {"CallerRefused"}  # said again each minute, in the same words if need be


def check(world: World, history: History, injected: Collection[str] = (), *, steady: bool = True) -> Verdict:
    """The verdict on a world at rest. `injected`: words by which what a nemesis put there on purpose is known.
    `steady`: no nemesis has set a wall clock."""
    state = at_rest({service: world.database(service) for service in SERVICES})
    state.steady = steady
    state.ledger_problems = ledger_problems(world)
    return judge(state, history.all(), injected)


def at_rest(databases: Mapping[str, Database]) -> State:
    """All five as they are while none of them says anything: they are read one after another, and what a timer says in
    between would seem to have been heard by nobody (seen once: audit, read last, had spoken after intake was read).
    What never comes to rest is judged as it is."""
    for _ in range(LOOKS):
        before = waiting.said(databases)
        state = read(databases)
        if waiting.said(databases) == before and not waiting.left_over(databases):
            break
        time.sleep(0.5)
    return state


def judge(state: State, operations: Collection[Operation], injected: Collection[str] = ()) -> Verdict:
    """The verdict on a state, by what was told."""
    verdict = Verdict()
    for one in (commands, values, drafts, caused, fired, followed, arrived, ordered, ledger, access, shown):
        verdict += one(state, operations)
    return verdict + rested(state, injected)


def commands(state: State, operations: Collection[Operation]) -> Verdict:
    """Every acknowledged command was answered where it was carried out, as it was told, and said what it says once."""
    verdict, told = Verdict(), Counter[str]()
    answered = {id: found for books in state.books.values() for id, found in books.answered.items()}
    said: dict[UUID, Counter[str]] = defaultdict(Counter)
    for books in state.books.values():
        for event in books.said:
            said[event.cause][event.type] += 1
    for one in (one for one in operations if one.command):
        told[one.outcome] += 1
        _one_command(one, answered.get(one.id), said[one.id], verdict)
    verdict.notes.append(f"commands: {told['ok']} ok, {told['refused']} refused, {told['unknown']} unknown")
    return verdict


def _one_command(
    one: Operation, answer: tuple[str, bool, str] | None, said: Mapping[str, int], verdict: Verdict
) -> None:
    what = f"{one.kind} {one.command} of {one.client}"
    times = said.get(SAYS.get(one.kind, ""), 0)
    if one.outcome == "ok":
        if answer is None or answer[1]:
            verdict.lost.append(f"{what} was acknowledged and {'is not remembered' if answer is None else 'refused'}")
        elif one.answer.get("subject", answer[2]) != answer[2]:
            verdict.unverified.append(f"{what} was told {one.answer['subject']}, and {answer[2]} is remembered")
        if one.kind in SAYS and not times:
            verdict.lost.append(f"{what} was acknowledged and its {SAYS[one.kind]} was never said")
    if one.outcome == "refused" and times:
        verdict.unverified.append(f"{what} was refused and its {SAYS[one.kind]} was said")
    if times > 1:
        verdict.doubled.append(f"{what}: {SAYS[one.kind]} was said {times} times")


def values(state: State, operations: Collection[Operation]) -> Verdict:
    """The text that a command brought along is kept once; that of a refused one, nowhere."""
    verdict = Verdict()
    for one in operations:
        if not one.value or one.kind not in KEPT:
            continue
        times, what = values_at(state, one.kind)[one.value], f"{one.kind} {one.command} of {one.client} ({one.value})"
        if one.outcome == "ok" and not times:
            verdict.lost.append(f"{what} was acknowledged and is not in {KEPT[one.kind].table}")
        if times > 1:
            verdict.doubled.append(f"{what} is in {KEPT[one.kind].table} {times} times")
        if one.outcome == "refused" and times:
            verdict.unverified.append(f"{what} was refused and is in {KEPT[one.kind].table}")
    return verdict


def drafts(state: State, operations: Collection[Operation]) -> Verdict:
    """A draft holds what was saved last: the last that was acknowledged, or one of which nothing is known since."""
    verdict, allowed = Verdict(), dict[str, list[str]]()
    for one in operations:
        if one.kind != "SaveDraft" or not one.value:
            continue
        if one.outcome == "ok":
            allowed[one.subject] = [one.value]
        elif one.outcome == "unknown":
            subject = one.subject.split("/")[2]
            allowed.setdefault(subject, []).append(one.value)
    for subject, those in allowed.items():
        held = state.drafts.get(subject, [])
        if not set(those) & set(held):
            verdict.lost.append(f"the draft of {subject} holds {held}, and was told to hold {those}")
    return verdict


def caused(state: State, operations: Collection[Operation]) -> Verdict:
    """Nothing has the same consequence twice for one person, whether a command or an event is its cause."""
    verdict = Verdict()
    for service, books in state.books.items():
        times = Counter(
            (one.cause, one.type, one.subject, one.data.get(APART.get(one.type, "person_id"))) for one in books.said
        )
        for (cause, kind, subject, _), count in times.items():
            if count > 1:
                verdict.doubled.append(f"{service} said {kind} of {subject} {count} times because of {cause}")
    return verdict


def fired(state: State, operations: Collection[Operation]) -> Verdict:
    """What nobody asked for and no event led to, a timer did: it says each thing once, however many replicas look."""
    verdict, count = Verdict(), 0
    asked = {id for books in state.books.values() for id in books.answered}
    heard = {one.id for books in state.books.values() for one in books.said}
    for service, books in state.books.items():
        times: Counter[tuple[str, UUID, str]] = Counter()
        for one in (one for one in books.said if {one.cause, one.type}.isdisjoint(asked | heard | ALARMS)):
            facts = {name: fact for name, fact in one.data.items() if name != "at"}
            times[one.type, one.subject, json.dumps(facts, sort_keys=True)] += 1
        count += times.total()
        for (kind, subject, _), often in times.items():
            if often > 1:
                verdict.doubled.append(f"a timer of {service} said {kind} of {subject} {often} times")
    verdict.notes.append(f"timers: {count} events")
    return verdict


def followed(state: State, operations: Collection[Operation]) -> Verdict:
    """What must follow from an event by a reaction of another service has followed once."""
    verdict = Verdict()
    for event, (listener, kind) in FOLLOWS.items():
        after = Counter(one.cause for one in state.books[listener].said if one.type == kind)
        for one in (one for books in state.books.values() for one in books.said if one.type == event):
            if after[one.id] != 1:
                wrong = verdict.lost if not after[one.id] else verdict.doubled
                wrong.append(f"{kind} followed {after[one.id]} times from {event} {one.id} of {one.subject}")
    return verdict


def arrived(state: State, operations: Collection[Operation]) -> Verdict:
    """Every committed event is in every inbox that it is for, once, and was acted on."""
    verdict, count = Verdict(), 0
    for listener, sources in topology.HEARS.items():
        books = state.books[listener]
        wanted: Counter[tuple[UUID, str]] = Counter()
        for source in sources:
            for one in state.books[source].said:
                wanted.update((one.id, handler) for handler in handlers(listener, source, one.type))
            _gaps(listener, source, books, state.books[source], verdict)
        taken = Counter((one.id, one.handler) for one in books.taken if one.state == "done")
        count += len(wanted)
        for (id, handler), times in (wanted - taken).items():
            verdict.lost.append(f"event {id} was not done by {listener}.{handler}, {times} of {wanted[id, handler]}")
        for (id, handler), times in (taken - wanted).items():
            wrong = verdict.doubled if (id, handler) in wanted else verdict.unverified
            wrong.append(f"event {id} was done by {listener}.{handler} {times} times more than it was said")
    for source, books in state.books.items():
        verdict.lost += [f"{source} never published {one.type} {one.id}" for one in books.said if not one.published]
    total = sum(len(books.said) for books in state.books.values())
    verdict.notes.append(f"events: {total} said, {count} deliveries to reactions")
    return verdict


def _gaps(listener: str, source: str, books: Books, said: Books, verdict: Verdict) -> None:
    for subject, last in said.subjects.items():
        upto = books.heard.get((source, subject), 0)
        if upto < last:
            verdict.lost.append(f"{listener} heard {source} about {subject} up to {upto} of {last}")
        if upto > last:
            verdict.unverified.append(f"{listener} heard {source} about {subject} up to {upto}, beyond {last}")


Steps = dict[tuple[str, UUID, str], list[int]]


def ordered(state: State, operations: Collection[Operation]) -> Verdict:
    """Per subject, versions are without gap or repeat, and each reaction took them in their order: by the order of what
    it said because of them, and, where nobody set a clock, by the times of the rows."""
    verdict = Verdict()
    known = {one.id: (source, one) for source, books in state.books.items() for one in books.said}
    for service, books in state.books.items():
        for subject, events in by_subject(books.said).items():
            found = [one.version for one in events]
            if found != list(range(1, len(found) + 1)):
                verdict.unverified.append(f"{service} said versions {found} of {subject}")
        for (what, subject, _), taken in (_consequences(books, known) | _times(books, state.steady)).items():
            if taken != sorted(taken):
                verdict.unverified.append(f"{service}: {what} about {subject} was out of order")
    return verdict


def _consequences(books: Books, known: Mapping[UUID, tuple[str, Said]]) -> Steps:
    """For each source, subject and type of consequence: the versions that caused them, in the order they were said."""
    steps: Steps = defaultdict(list)
    for one in (one for one in books.said if one.cause in known):
        source, cause = known[one.cause]
        steps[f"what it said because of {source}", cause.subject, one.type].append(cause.version)
    return steps


def _times(books: Books, steady: bool) -> Steps:
    steps: Steps = defaultdict(list)
    done = [one for one in books.taken if steady and one.state == "done" and one.done_at is not None]
    for row in sorted(done, key=lambda one: (cast(datetime, one.done_at), one.version)):
        steps[f"{row.handler} of {row.source}", row.subject, row.handler].append(row.version)
    return steps


def ledger(state: State, operations: Collection[Operation]) -> Verdict:
    """One entry for each event, in the order of its subject; leaves, roots, checkpoints and proofs verify."""
    verdict = Verdict(unverified=list(state.ledger_problems))
    wanted = Counter(one.id for books in state.books.values() for one in books.said)
    entered = Counter(entry.event for entry in state.ledger)
    verdict.lost += [f"event {id} is not in the ledger" for id in wanted - entered]
    verdict.doubled += [f"event {id} is in the ledger {entered[id]} times" for id in entered - wanted]
    last: dict[tuple[str, UUID], int] = {}
    for entry in state.ledger:
        before = last.get((entry.source, entry.subject), 0)
        if entry.version != before + 1:
            verdict.unverified.append(
                f"the ledger has version {entry.version} of {entry.source} about {entry.subject} after {before}"
            )
        last[entry.source, entry.subject] = entry.version
    verdict.notes.append(f"ledger: {len(state.ledger)} entries")
    return verdict


def rested(state: State, injected: Collection[str]) -> Verdict:
    """Nothing is parked and nothing lies with the dead letters, but for what a nemesis put there on purpose."""
    verdict, put = Verdict(), 0
    for service, books in state.books.items():
        left = [(one, one.words) for one in books.taken if one.state != "done"]
        put += sum(_any(injected, words) for words in (*books.dead, *(words for _, words in left)))
        for one, words in left:
            if not _any(injected, words):
                verdict.lost.append(f"{service}.{one.handler} has {one.type} {one.id} {one.state}: {words[:200]}")
        for words in books.dead:
            if not _any(injected, words):
                verdict.unverified.append(f"{service} has a dead letter: {words[:200]}")
    if put:
        verdict.notes.append(f"injected: {put} in the parking")
    return verdict


def _any(words: Collection[str], text: str) -> bool:
    return any(word in text for word in words)


@cache
def _reactions(listener: str) -> list[tuple[str, Callable[[str, str], bool]]]:
    module = import_module(f"services.{listener}.service")
    found = reactions_of(getattr(module, f"{listener.capitalize()}Service"))
    return [(one.handler, one.hears) for one in found]


@cache
def handlers(listener: str, source: str, kind: str) -> tuple[str, ...]:
    """The reactions of `listener` to one type of event."""
    return tuple(handler for handler, hears in _reactions(listener) if hears(source, kind))
