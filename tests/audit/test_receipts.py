"""The receipt of a submission: issued once, signed by the ledger, verifiable, and never a checkpoint."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from deploy import keys as key_files
from deploy.cli import main
from services.audit import ledger
from services.audit.domain import checkpoint, receipt
from services.audit.domain.checkpoint import MalformedNote, UnverifiedNote
from services.audit.handlers import issue_receipts
from services.chassis import documents, settings
from services.contracts.audit import ReceiptIssued
from services.contracts.intake.application import Document
from services.contracts.message import new_id
from tests.audit.given import LEAD, SHA, Line
from tests.support import ground_for


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    key_files.ensure(tmp_path / "keys")
    monkeypatch.setenv("HAVEN_RUN", str(tmp_path))
    for name in ("keys", "documents"):
        monkeypatch.setenv(f"HAVEN_{name.upper()}", str(tmp_path / name))
    settings.get.cache_clear()
    yield tmp_path
    settings.get.cache_clear()


@pytest.fixture
def line(folder: Path) -> Line:
    return Line(ground_for("audit", f"sqlite:///{folder}/audit.sqlite"))


def issue(line: Line) -> list[ReceiptIssued]:
    line.ground.do(lambda session, _, call: issue_receipts(session, call), None)
    return [one for one in line.ground.said() if isinstance(one, ReceiptIssued)]


def test_each_submission_gets_one_receipt_which_names_what_was_submitted_and_where_it_is(line: Line) -> None:
    protocol = Document(document_id=new_id(), kind="PROTOCOL", sha256="b" * 64, filename="Protocol & plan.pdf")
    line.submitted(documents=(protocol,), declarations=("accuracy",))
    (told,) = issue(line)
    assert issue(line) == [told], "a second run issues nothing"
    assert (told.subject, told.version, told.sha256) == (line.id, 1, SHA)
    keys = ledger.keys()
    facts = receipt.verified(told.note, keys.name, keys.public_bytes, keys.verify)
    assert (facts["content-sha256"], facts["entry"], facts["leaf"]) == (told.sha256, str(told.entry), told.leaf_hash)
    assert facts["submitted-by"] == str(LEAD.id)
    paper = "".join(page.extract_text() for page in PdfReader(documents.path(told.receipt_sha256)).pages)
    for word in ("Falls in older people", SHA, "Protocol & plan.pdf", "Ann Lead", f"entry {told.entry}"):
        assert word in paper.replace("\n", " "), word


def test_a_receipt_is_no_checkpoint_and_a_checkpoint_no_receipt(line: Line) -> None:
    line.submitted()
    (told,) = issue(line)
    keys = ledger.keys()
    with pytest.raises((MalformedNote, UnverifiedNote)):
        checkpoint.verified(told.note, keys.name, keys.name, keys.public_bytes, keys.verify)
    note = checkpoint.signed(checkpoint.Checkpoint(keys.name, 7, b"r" * 32), keys.name, keys.public_bytes, keys.sign)
    with pytest.raises(UnverifiedNote):
        receipt.verified(note, keys.name, keys.public_bytes, keys.verify)


def test_an_operator_checks_a_receipt_even_after_the_key_was_changed(
    line: Line, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line.submitted()
    (told,) = issue(line)
    file = folder / "statement.txt"
    file.write_text(told.note, "utf-8")
    key_files.rotate_ledger(folder / "keys")
    assert main(["audit", "receipt", str(file)]) == 0
    assert told.sha256 in capsys.readouterr().out
    file.write_text(told.note.replace(told.sha256, "f" * 64), "utf-8")
    assert main(["audit", "receipt", str(file)]) == 1
    assert "no receipt of this ledger" in capsys.readouterr().out
