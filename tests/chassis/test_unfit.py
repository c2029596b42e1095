"""What no command may say or attach is refused before its handler runs, whichever service it is for, and remembered."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.chassis import calls, documents, settings
from services.contracts import wire
from services.contracts.intake import AddProfileEvidence, Evidence, NoteConversation
from services.contracts.message import Command, CommandRefused, Done, new_id
from services.contracts.provisioning import UploadCohort
from tests.support import Ground, actor

NUMBER = "943 476 5919"


@pytest.fixture
def give(lite: Callable[[str], Ground], monkeypatch: pytest.MonkeyPatch) -> Callable[[Command], dict[str, Any]]:
    """Send a command to intake's chassis, with a handler that agrees to everything; its reply."""
    who, ground = actor(), lite("intake")
    monkeypatch.setattr("services.chassis.actor.verified", lambda *_: who)

    def send(command: Command) -> dict[str, Any]:
        def agree(*_: object) -> Done:
            return Done(subject=command.id)

        context = calls.Context.of({})
        reply = calls.answer_command("intake", ground.db, type(command), agree, wire.dump(command), context)
        return {**reply, "said": ground.said()}

    return send


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Keep a file as the gateway would have; its hash."""
    monkeypatch.setenv("HAVEN_DOCUMENTS", str(tmp_path / "documents"))
    settings.get.cache_clear()

    def keep(content: bytes, unfit: str) -> str:
        sha256 = documents.put(content, "text/plain")
        about = documents.path(sha256).with_suffix(".json")
        about.write_text(f'{{"media_type": "text/plain", "size": {len(content)}, "unfit": "{unfit}"}}')
        return sha256

    return keep


def test_an_nhs_number_in_a_note_is_refused_recorded_and_answered_the_same_again(
    give: Callable[[Command], dict[str, Any]],
) -> None:
    note = NoteConversation(enquiry_id=new_id(), text=f"about {NUMBER}")
    first = give(note)
    assert first["refused"]["code"] == "patient-identifier"
    assert [one["field"] for one in first["refused"]["problems"]] == ["text"]
    assert [type(event) for event in first["said"]] == [CommandRefused]
    assert "943" not in repr(first)
    assert give(note) == first
    assert "answer" in give(NoteConversation(enquiry_id=new_id(), text="about somebody"))


def test_a_file_that_was_found_to_hold_one_can_be_a_cohort_and_nothing_else(
    give: Callable[[Command], dict[str, Any]], store: Callable[..., str]
) -> None:
    unfit, fit = store(NUMBER.encode(), "patient-identifier"), store(b"ten years of work", "")
    refused = give(AddProfileEvidence(kind=Evidence.CV, sha256=unfit, filename="cv.txt"))["refused"]
    assert (refused["code"], refused["problems"][0]["field"]) == ("patient-identifier", "sha256")
    assert "answer" in give(AddProfileEvidence(kind=Evidence.CV, sha256=fit, filename="cv.txt"))
    documents.check(UploadCohort(application_id=new_id(), sha256=unfit, filename="cohort.csv"))
