"""Files in and out."""

import io
import json
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from deploy.cast.papers import paper
from gateway.api.route import FileRef
from gateway.app import create_app
from gateway.config import Config
from gateway.errors import Problem
from gateway.filetypes import DOCX
from services.contracts.intake import ReadApplication
from services.contracts.message import NotPermitted
from services.contracts.provisioning import OpenWorkspaceFile
from tests.fakes import FakeBus
from tests.gateway.conftest import bearer

PDF = paper("Curriculum vitae", "Ten years of work with health data.")
PDF += b"\n%" + b"x" * 150_000  # a remark behind its end


def put(client: FlaskClient, content: bytes, name: str, declared: str, who: str = "lead") -> object:
    path = "/api/v1/uploads"
    return client.post(path, data=content, query_string={"filename": name}, content_type=declared, headers=bearer(who))


def word(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def test_a_file_is_stored_once_under_its_hash_with_what_is_known_of_it(client: FlaskClient, config: Config) -> None:
    for _ in range(2):
        answer = put(client, PDF, "cv.pdf", "application/pdf")
        assert answer.status_code == 201, answer.text
    digest = sha256(PDF).hexdigest()
    told = {"sha256": digest, "media_type": "application/pdf", "size": len(PDF), "filename": "cv.pdf", "warnings": []}
    assert answer.json == told
    place = config.documents / digest[:2] / digest[2:4] / digest
    assert place.read_bytes() == PDF
    assert json.loads(place.with_suffix(".json").read_text()) == {"media_type": "application/pdf", "size": len(PDF)}
    assert [path.name for path in (config.documents / "arriving").iterdir()] == []


def test_a_form_may_carry_the_file_too(client: FlaskClient) -> None:
    form = {"file": (io.BytesIO(PDF), "cv.pdf", "application/pdf")}
    answer = client.post("/api/v1/uploads", data=form, headers=bearer("lead"))
    assert (answer.status_code, answer.json["size"]) == (201, len(PDF))


@pytest.mark.parametrize(
    ("content", "name", "declared"),
    [
        (b"a,b\n1,2\n", "cohort.csv", "text/csv"),
        ("a,ü\n".encode(), "cohort.CSV", "application/octet-stream"),
        (b"hello", "note.txt", "text/plain"),
        (b"\x89PNG\r\n\x1a\n...", "plan.png", "image/png"),
        (b"\xff\xd8\xff\xe0...", "plan.jpeg", "image/jpeg"),
        (word("word/document.xml"), "protocol.docx", DOCX),
    ],
)
def test_each_kind_that_is_taken_is_taken(client: FlaskClient, content: bytes, name: str, declared: str) -> None:
    answer = put(client, content, name, declared)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(
    ("content", "name", "declared"),
    [
        (PDF, "cv.txt", "text/plain"),
        (PDF, "cv.pdf", "text/csv"),
        (b"<html>", "cv.pdf", "application/pdf"),
        (b"MZ\x90\x00", "cv.exe", "application/octet-stream"),
        (b"a\x00b", "cohort.csv", "text/csv"),
        (b"\xff\xfe", "cohort.csv", "text/csv"),
        (b"", "note.txt", "text/plain"),
        (word("payload.bin"), "protocol.docx", DOCX),
        (word("word/document.xml", "word/vbaProject.bin"), "protocol.docx", DOCX),
        (b"PK\x03\x04broken", "protocol.docx", DOCX),
        (PDF, "", "application/pdf"),
        (PDF, "../cv.pdf", "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg", "image/svg+xml"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_not_kept(
    client: FlaskClient, config: Config, content: bytes, name: str, declared: str
) -> None:
    answer = put(client, content, name, declared)
    assert (answer.status_code, answer.json["code"]) == (415, "file-type")
    assert [path for path in config.documents.rglob("*") if path.is_file()] == []


def test_a_file_beyond_the_limit_is_refused_said_or_found(config: Config, bus: FakeBus) -> None:
    client = create_app(replace(config, upload_limit=100_000), bus=bus).test_client()
    assert put(client, PDF, "cv.pdf", "application/pdf").status_code == 413
    quiet = put(client, PDF[:105_000], "cv.pdf", "application/pdf")  # within what the request may have, not the file
    assert (quiet.status_code, quiet.json["code"]) == (413, "too-large")
    assert [path for path in config.documents.rglob("*") if path.is_file()] == []


def test_a_file_goes_out_only_when_the_service_names_it_and_never_inline(client: FlaskClient, bus: FakeBus) -> None:
    digest = put(client, PDF, "cv.pdf", "application/pdf").json["sha256"]
    document = SimpleNamespace(document_id=uuid4(), sha256=digest, filename='p"lan é.pdf', media_type="application/pdf")
    bus.answers[ReadApplication] = lambda *_: SimpleNamespace(documents=(document,))
    base = f"/api/v1/applications/{uuid4()}/documents"
    assert client.get(f"{base}/{document.document_id}").status_code == 401
    answer = client.get(f"{base}/{document.document_id}", headers=bearer("lead"))
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="p_lan _.pdf"')
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"{base}/{uuid4()}", headers=bearer("lead")).status_code == 404


def test_a_file_whose_content_is_gone_is_a_problem_and_not_a_crash(client: FlaskClient, bus: FakeBus) -> None:
    document = SimpleNamespace(document_id=uuid4(), sha256="0" * 64, filename="a.pdf", media_type="")
    bus.answers[ReadApplication] = lambda *_: SimpleNamespace(documents=(document,))
    answer = client.get(f"/api/v1/applications/{uuid4()}/documents/{document.document_id}", headers=bearer("lead"))
    assert (answer.status_code, answer.json["code"]) == (404, "file-missing")


def test_a_name_that_is_no_hash_reaches_no_path(config: Config, bus: FakeBus) -> None:
    files = create_app(config, bus=bus).extensions["haven"].files
    for bad in ("../../etc/passwd", "A" * 64, ""):
        with pytest.raises(Problem) as told:
            files.send(FileRef(sha256=bad, filename="x"))
        assert told.value.code == "file-missing"


def test_the_services_read_what_the_gateway_stored(
    client: FlaskClient, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.chassis import documents, settings

    digest = put(client, PDF, "cv.pdf", "application/pdf").json["sha256"]
    monkeypatch.setenv("HAVEN_DOCUMENTS", str(Path(config.documents)))
    settings.get.cache_clear()
    assert documents.read(digest) == PDF
    assert documents.about(digest) == {"media_type": "application/pdf", "size": len(PDF)}


def test_a_file_of_a_workspace_goes_out_only_from_there_and_as_it_was_released(
    client: FlaskClient, bus: FakeBus, config: Config
) -> None:
    place = config.workspaces / "p1" / "release.csv"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"a,b\n")
    (config.workspaces.parent / "secret.csv").write_bytes(b"a,b\n")
    (config.workspaces / "p1" / "link.csv").symlink_to(config.workspaces.parent / "secret.csv")
    url = f"/api/v1/projects/{uuid4()}/files/release.csv"

    def status(path: str, digest: str = sha256(b"a,b\n").hexdigest()) -> int:
        bus.answers[OpenWorkspaceFile] = lambda *_: SimpleNamespace(
            sha256=digest, name="release.csv", media_type="text/csv", path=path
        )
        return client.get(url, headers=bearer("lead")).status_code

    assert status("p1/release.csv") == 200
    assert status("../secret.csv") == 404
    assert status("p1/link.csv") == 404
    assert status("p1/release.csv", "0" * 64) == 404
    bus.answers[OpenWorkspaceFile] = NotPermitted("The agreement has ended.", code="agreement-ended")
    refused = client.get(url, headers=bearer("lead"))
    assert (refused.status_code, refused.json["code"]) == (403, "agreement-ended")
