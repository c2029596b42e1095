"""The checker itself: a history and a state that agree are sound, and each way in which they can disagree is found."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.contracts import wire
from services.contracts.intake.enquiry import EnquiryInformationGiven, EnquiryInformationRequested
from services.contracts.message import SYSTEM, Call, happened
from services.contracts.wire import SERVICES
from services.intake.domain import enquiry
from tests.chaos import checker, waiting
from tests.chaos.checker import handlers, judge
from tests.chaos.history import Operation
from tests.chaos.kinds import KEPT, TITLE
from tests.chaos.state import Books, Entry, Said, State, Taken, texts
from tests.chaos.verdict import Verdict

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
REQUEST, OFFICER, MEMBER = uuid4(), uuid4(), str(uuid4())
VALUE = "v0123456789abcdef"


class Story:
    """A Haven in which one request was begun, accepted and used; as it should be, until a test spoils it."""

    def __init__(self) -> None:
        self.state = State(books={service: Books() for service in SERVICES})
        self.state.found = {place: Counter() for place in KEPT.values()}
        self.operations: list[Operation] = []
        self.begun = self.command("intake", "StartApplication", "ApplicationStarted", VALUE)
        self.state.found[TITLE][VALUE] = 1
        self.saved = self.command("intake", "SaveDraft", "DraftSaved", "v1111111111111111")
        self.state.drafts = {str(REQUEST): ["v1111111111111111"]}
        self.accepted = self.command("intake", "AcceptApplication", "ApplicationAccepted")
        self.say("review", "CaseOpened", self.state.books["intake"].said[-1].id)
        self.say("agreements", "AgreementInForce", uuid4(), ends_at=(NOON + timedelta(days=1)).isoformat())
        self.say("provisioning", "DataUserVerified", uuid4(), person_id=MEMBER)
        self.say("provisioning", "ProjectActive", uuid4())
        self.say("provisioning", "DataAccessed", uuid4(), person_id=MEMBER)

    def command(self, service: str, kind: str, event: str, value: str = "", outcome: str = "ok") -> Operation:
        """A command that was asked, carried out, and said its event."""
        id, number = uuid4(), float(len(self.operations))
        told: dict[str, Any] = {"subject": str(REQUEST)}
        one = Operation("adair", kind, value, str(id), str(REQUEST), number, number, outcome, told)  # type: ignore[arg-type]
        self.operations.append(one)
        self.state.books[service].answered[id] = (kind, False, str(REQUEST))
        self.say(service, event, id)
        return one

    def say(self, service: str, kind: str, cause: UUID, **data: Any) -> Said:
        """An event that was said, published, heard and acted on by everybody, and written in the ledger."""
        books = self.state.books[service]
        version = books.subjects[REQUEST] = books.subjects.get(REQUEST, 0) + 1
        said = Said(uuid4(), kind, REQUEST, version, cause, True, NOON, data)
        books.said.append(said)
        self.state.ledger.append(Entry(len(self.state.ledger), said.id, service, REQUEST, version))
        for listener in SERVICES:
            for handler in handlers(listener, service, kind):
                at = NOON + timedelta(seconds=version)
                row = Taken(said.id, handler, service, kind, REQUEST, version, "done", at, "")
                self.state.books[listener].taken.append(row)
            self.state.books[listener].heard[service, REQUEST] = version
        return said

    def judge(self) -> Verdict:
        return judge(self.state, self.operations)


def test_what_agrees_is_sound() -> None:
    assert Story().judge().sound


def test_an_answer_that_is_not_remembered_is_lost() -> None:
    story = Story()
    del story.state.books["intake"].answered[story.begun.id]
    assert "is not remembered" in _only(story.judge().lost)


def test_an_acknowledged_command_that_was_refused_after_all_is_lost() -> None:
    story = Story()
    story.state.books["intake"].answered[story.begun.id] = ("StartApplication", True, "")
    assert "refused" in story.judge().lost[0]


def test_a_text_that_is_nowhere_is_lost_and_one_that_is_there_twice_is_double() -> None:
    story = Story()
    story.state.found[TITLE][VALUE] = 0
    assert "is not in application" in _only(story.judge().lost)
    story.state.found[TITLE][VALUE] = 2
    assert "2 times" in _only(story.judge().doubled)


def test_a_question_that_is_still_open_is_counted_once_though_the_enquiry_holds_it_twice() -> None:
    call, begun = Call(actor=SYSTEM, at=NOON), enquiry.Enquiry(id=REQUEST)
    question = happened(EnquiryInformationRequested, call, REQUEST, reference="E-1", questions=(VALUE,))
    body = wire.dump(enquiry.evolve(question, begun))
    assert json.dumps(body).count(VALUE) == 2, "among the open questions, and in the conversation"
    assert texts(body, KEPT["AskEnquirer"])[VALUE] == 1
    answer = happened(EnquiryInformationGiven, call, REQUEST, reference="E-1", answers=("All.",))
    body = wire.dump(enquiry.evolve(answer, enquiry.evolve(question, begun)))
    assert texts(body, KEPT["AskEnquirer"])[VALUE] == 1


def test_an_unknown_command_may_be_done_or_not_but_not_twice() -> None:
    story = Story()
    unknown = story.operations[0]
    story.operations[0] = Operation(**{**vars(unknown), "outcome": "unknown"})
    assert story.judge().sound
    story.state.found[TITLE][VALUE] = 2
    assert story.judge().doubled


def test_what_was_refused_and_is_there_all_the_same_is_told() -> None:
    story = Story()
    story.operations[0] = Operation(**{**vars(story.operations[0]), "outcome": "refused"})
    assert len(story.judge().unverified) == 2, "by its text, and by its event"


def test_a_draft_that_holds_something_older_is_lost() -> None:
    story = Story()
    story.state.drafts[str(REQUEST)] = ["v2222222222222222"]
    assert "the draft" in _only(story.judge().lost)


def test_a_command_whose_event_was_never_said_is_lost() -> None:
    story = Story()
    id = story.command("intake", "RecordCheck", "ConversationNoted").id
    assert "CheckRecorded was never said" in _only(story.judge().lost), id


def test_an_event_said_twice_for_one_command_is_double() -> None:
    story = Story()
    story.say("intake", "ApplicationStarted", story.begun.id)
    assert len(story.judge().doubled) == 2, "by its command, and by its cause"


def test_a_reaction_that_had_its_consequence_twice_is_double() -> None:
    story = Story()
    accepted = next(one for one in story.state.books["intake"].said if one.type == "ApplicationAccepted")
    story.say("review", "CaseOpened", accepted.id)
    assert any("CaseOpened followed 2 times" in line for line in story.judge().doubled)


def test_a_reaction_that_had_no_consequence_is_lost() -> None:
    story = Story()
    story.say("intake", "ApplicationAccepted", uuid4())
    assert any("CaseOpened followed 0 times" in line for line in story.judge().lost)


def test_an_event_that_a_listener_never_had_is_lost() -> None:
    story = Story()
    taken = story.state.books["intake"].taken.pop()
    assert str(taken.id) in _only(story.judge().lost)


def test_an_event_that_a_listener_acted_on_twice_is_double() -> None:
    story = Story()
    story.state.books["intake"].taken.append(story.state.books["intake"].taken[0])
    assert "1 times more" in _only(story.judge().doubled)


def test_an_event_that_nobody_said_is_told() -> None:
    story = Story()
    stray = Taken(uuid4(), "note", "review", "CaseOpened", uuid4(), 1, "done", NOON, "")
    story.state.books["audit"].taken.append(stray)
    assert str(stray.id) in _only(story.judge().unverified)


def test_an_event_that_was_never_published_is_lost() -> None:
    story = Story()
    said = story.state.books["intake"].said
    said[0] = Said(**{**vars(said[0]), "published": False})
    assert "never published" in _only(story.judge().lost)


def test_a_listener_that_is_behind_is_told() -> None:
    story = Story()
    story.state.books["audit"].heard["intake", REQUEST] -= 1
    assert "up to 2 of 3" in _only(story.judge().lost)


def test_events_of_one_subject_taken_out_of_their_order_are_told() -> None:
    story = Story()
    taken = [one for one in story.state.books["audit"].taken if one.source == "intake"]
    books = story.state.books["audit"].taken
    books[books.index(taken[0])] = Taken(**{**vars(taken[0]), "done_at": NOON + timedelta(hours=1)})
    assert any("out of order" in line for line in story.judge().unverified)
    story.state.steady = False
    assert story.judge().sound, "where a clock was set, times say nothing"


def test_consequences_that_came_in_another_order_than_their_causes_are_told() -> None:
    story = Story()
    first, second = story.state.books["intake"].said[:2]
    for cause in (second, first):
        story.say("agreements", "AgreementGenerated", cause.id)
    assert "out of order" in _only(story.judge().unverified)


def test_a_version_that_is_missing_is_told() -> None:
    story = Story()
    story.state.books["intake"].said.pop(1)
    assert any("said versions [1, 3]" in line for line in story.judge().unverified)


def test_an_event_that_is_not_in_the_ledger_is_lost_and_one_that_is_there_twice_is_double() -> None:
    story = Story()
    entry = story.state.ledger.pop()
    assert "is not in the ledger" in _only(story.judge().lost)
    story.state.ledger += [entry, entry]
    assert "2 times" in _only(story.judge().doubled)


def test_a_ledger_that_does_not_verify_is_told() -> None:
    story = Story()
    story.state.ledger_problems = ["entries and roots: leaf 3 differs"]
    assert story.judge().unverified == ["entries and roots: leaf 3 differs"]


def _revoked(story: Story) -> None:
    story.say("provisioning", "AccessRevoked", uuid4())
    story.say("provisioning", "DataAccessed", uuid4(), person_id=MEMBER)


def _ended(story: Story) -> None:
    late = story.say("provisioning", "DataAccessed", uuid4(), person_id=MEMBER)
    said = story.state.books["provisioning"].said
    said[said.index(late)] = Said(**{**vars(late), "time": NOON + timedelta(days=2)})


def _by_a_stranger(story: Story) -> None:
    story.say("provisioning", "DataAccessed", uuid4(), person_id=str(uuid4()))


SPOILED: dict[str, Callable[[Story], None]] = {
    "is not active": _revoked,
    "the agreement ended": _ended,
    "are no member": _by_a_stranger,
}


@pytest.mark.parametrize("why", SPOILED)
def test_a_file_opened_without_a_live_grant_is_told(why: str) -> None:
    story = Story()
    SPOILED[why](story)
    assert why in _only(story.judge().unverified)


def test_an_opening_that_left_no_record_is_told() -> None:
    story = Story()
    story.operations += [Operation("opener", "open-file", "", "", "x", 0, 0, "ok")] * 2
    assert "2 files were opened and only 1" in _only(story.judge().lost)


def test_a_timer_that_fired_twice_is_told_and_one_that_said_something_else_is_not() -> None:
    story = Story()
    for days in (30, 7):
        story.say("agreements", "AgreementExpiring", uuid4(), days=days)
    assert story.judge().sound
    story.say("agreements", "AgreementExpiring", uuid4(), days=7)
    assert "a timer of agreements said AgreementExpiring" in _only(story.judge().doubled)


def test_what_was_shown_to_somebody_of_another_project_is_told() -> None:
    story = Story()
    story.operations.append(Operation("stranger", "read-foreign", "", "", "/applications/7", 0, 0, "ok"))
    assert "somebody else's" in _only(story.judge().unverified)


def test_what_is_parked_is_told_but_for_what_was_put_there_on_purpose() -> None:
    story = Story()
    parked = Taken(uuid4(), "note", "review", "CaseOpened", uuid4(), 1, "parked", None, "RuntimeError chaos-poison")
    story.state.books["audit"].taken.append(parked)
    story.state.books["audit"].dead.append("evt-intake--audit chaos-poison")
    found = story.judge()
    assert (len(found.lost), len(found.unverified)) == (1, 1)
    assert judge(story.state, story.operations, ["chaos-poison"]).sound


def _only(found: list[str]) -> str:
    assert len(found) == 1, found
    return found[0]


def test_services_are_read_again_when_one_has_spoken_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read one after another: what a timer of the last says then was heard by none of those before it."""
    counts, reads = iter([{"audit": 1}, {"audit": 2}, {"audit": 2}, {"audit": 2}]), list[State]()
    monkeypatch.setattr(waiting, "said", lambda databases: next(counts))
    monkeypatch.setattr(waiting, "left_over", lambda databases: [])
    monkeypatch.setattr(checker, "read", lambda databases: reads.append(State()) or reads[-1])
    assert checker.at_rest({}) is reads[1]
