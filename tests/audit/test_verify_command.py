"""`haven audit verify` on the databases: a line for each check, and a wrong exit code for a wrong ledger."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from deploy import keys as key_files
from deploy import verification
from deploy.cli import main
from deploy.errors import CannotRun
from services.audit import ledger
from services.chassis import mail, settings, tables
from services.contracts import wire
from services.contracts.intake import DraftSaved
from services.contracts.message import Call, new_id
from tests.audit.given import AFTER, LEAD, Line
from tests.support import Ground, ground_for


@pytest.fixture
def run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A run folder with keys, and the databases of intake and audit, named to the command."""
    key_files.ensure(tmp_path / "keys")
    monkeypatch.setenv("HAVEN_RUN", str(tmp_path))
    monkeypatch.setenv("HAVEN_KEYS", str(tmp_path / "keys"))
    for service in wire.SERVICES:
        monkeypatch.setenv(f"HAVEN_DATABASE_URL_{service.upper()}", f"sqlite:///{tmp_path}/{service}.sqlite")
    return tmp_path


@pytest.fixture
def grounds(run_folder: Path) -> Callable[[str], Ground]:
    made = {one: ground_for(one, f"sqlite:///{run_folder}/{one}.sqlite") for one in ("intake", "audit")}
    return made.__getitem__


def talk(grounds: Callable[[str], Ground], heard: int, said: int) -> None:
    """Intake says and publishes some events, of which audit has heard the first ones."""
    intake, audit = grounds("intake"), grounds("audit")

    def speak(session: Session, _: object, call: Call) -> None:
        for number in range(said):
            mail.post(session, DraftSaved(subject=new_id(), at=call.at, by=LEAD.id, sections=("A",), title=str(number)))
        session.execute(update(tables.Outbox).values(published_at=AFTER))

    intake.do(speak, None)
    with intake.db.read() as session:
        letters = session.query(tables.Outbox).order_by(tables.Outbox.position).limit(heard).all()
    for letter in letters:
        Line(audit).enter(wire.load_event(letter.body), wire.load_envelope(letter.body))
    keys = ledger.read_keys(settings.get().folder("keys"))
    audit.do(lambda session, *_: ledger.record_checkpoint(session, keys.name, AFTER), None)
    audit.do(lambda session, *_: ledger.sign_checkpoints(session, keys, AFTER), None)


def verify(run_folder: Path, wait: str = "0") -> int:
    return main(["audit", "verify", "--wait", wait])


def test_a_true_ledger_is_told_line_by_line(
    run_folder: Path, grounds: Callable[[str], Ground], capsys: pytest.CaptureFixture[str]
) -> None:
    talk(grounds, heard=5, said=5)
    assert verify(run_folder) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines[:5]] == [
        "entries and roots", "size", "checkpoints", "figures", "events of intake",
    ]  # fmt: skip
    assert "5 published, 5 in the ledger" in lines[4]
    assert "not checked" in lines[5]  # review has no database here, and that is said


def test_an_event_that_was_published_and_is_not_in_the_ledger_is_named(
    run_folder: Path, grounds: Callable[[str], Ground], capsys: pytest.CaptureFixture[str]
) -> None:
    talk(grounds, heard=4, said=5)
    assert verify(run_folder) == 1
    assert "was published and is not in the ledger" in capsys.readouterr().out


def test_an_entry_that_nobody_said_is_named(
    run_folder: Path, grounds: Callable[[str], Ground], capsys: pytest.CaptureFixture[str]
) -> None:
    talk(grounds, heard=5, said=5)
    Line(grounds("audit")).say(DraftSaved, sections=("A",))
    assert verify(run_folder) == 1
    assert "intake never said it" in capsys.readouterr().out


def test_a_changed_entry_is_named(
    run_folder: Path, grounds: Callable[[str], Ground], capsys: pytest.CaptureFixture[str]
) -> None:
    talk(grounds, heard=5, said=5)
    with grounds("audit").db.engine.begin() as connection:
        connection.execute(text("UPDATE ledger_entry SET subject_version = 7 WHERE position = 3"))
    assert verify(run_folder) == 1
    told = capsys.readouterr().out
    assert "Entry 3 is not what was written" in told
    assert "differs from what intake said" in told


def test_figures_that_were_touched_up_are_found(
    run_folder: Path, grounds: Callable[[str], Ground], capsys: pytest.CaptureFixture[str]
) -> None:
    Line(grounds("audit")).submitted()
    with grounds("audit").db.engine.begin() as connection:
        connection.execute(text("UPDATE happening SET month = '2026-05'"))
    assert verify(run_folder) == 1
    assert "The dashboard shows other figures" in capsys.readouterr().out


def test_a_ledger_larger_than_one_part_is_verified_whole(
    run_folder: Path, grounds: Callable[[str], Ground], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "PART", 3)
    talk(grounds, heard=8, said=8)
    assert verify(run_folder) == 0
    with grounds("audit").db.engine.begin() as connection:
        connection.execute(text("UPDATE ledger_body SET body = '{}' WHERE position = 7"))
    assert verify(run_folder) == 1


def test_without_the_database_or_the_key_the_operator_is_told_what_to_do(
    run_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(run_folder) == 1
    assert "HAVEN_DATABASE_URL_AUDIT" in capsys.readouterr().err
    for file in (run_folder / "keys").iterdir():
        file.unlink()
    assert verify(run_folder) == 1
    assert "The ledger's key is not in" in capsys.readouterr().err
    with pytest.raises(CannotRun):
        list(verification.verify({"audit": f"sqlite:///{run_folder}/none.sqlite"}, None))  # type: ignore[arg-type]
