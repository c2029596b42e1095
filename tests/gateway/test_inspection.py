"""What is found in files, and what they may not do to whoever reads them."""

import io
import zipfile
import zlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from deploy.cast.papers import paper
from gateway import inspection
from gateway.config import Config
from gateway.filetypes import DOCX, agreed
from gateway.inspection import Found
from tests.fakes import FakeBus
from tests.gateway.conftest import bearer

NUMBER = "943 476 5919"
SHEET = {"xl/sharedStrings.xml": f"<si><t>{NUMBER}</t></si>"}
RUNS = "<w:p><w:r><w:t>943</w:t></w:r><w:r><w:t xml:space='preserve'> 476 5919</w:t></w:r></w:p>"
CELLS = "<row><c><v>943</v></c><c><v>476</v></c><c><v>5919</v></c></row>"


def zipped(**parts: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def word(body: str = "", **more: bytes | str) -> bytes:
    return zipped(**{"word/document.xml": f"<w:document>{body}</w:document>", **more})


def pdf(stream: bytes) -> bytes:
    """A PDF of one page with this content stream, packed. It has a font: of a page without, nothing is read."""
    packed = zlib.compress(stream)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(made),
    )


def found(tmp_path: Path, kind: str, content: bytes) -> Found:
    path = tmp_path / "file"
    path.write_bytes(content)
    return inspection.inspect(kind, path)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text", f"reference,note\n1,{NUMBER}\n".encode()),
        ("text", ("x" * (inspection.PIECE - 6) + " " + NUMBER).encode()),  # where one piece ends and the next begins
        ("docx", word(f"<w:p><w:t>as in {NUMBER}</w:t></w:p>")),
        ("docx", word(RUNS)),
        ("docx", word("nothing", **{"word/footnotes.xml": f"<w:t>{NUMBER}</w:t>"})),
        (
            "docx",
            word("", **{"word/embeddings/s.xlsx": zipped(**SHEET)}),
        ),
        ("pdf", paper("A study", f"as in {NUMBER}")),
    ],
)
def test_an_nhs_number_is_found_wherever_it_stands(tmp_path: Path, kind: str, content: bytes) -> None:
    assert found(tmp_path, kind, content) == Found(fits=True, identifiers=True)


@pytest.mark.parametrize(
    ("kind", "content"), [("text", b"a,b\n"), ("docx", word(CELLS)), ("pdf", paper("A study", "of 1234567890 people"))]
)
def test_other_files_are_let_through(tmp_path: Path, kind: str, content: bytes) -> None:
    assert found(tmp_path, kind, content) == Found(fits=True)


BOMB = b"\0" * (inspection.UNPACKED_LIMIT + 1)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("docx", lambda: word(**{"word/media/a.bin": BOMB})),
        ("docx", lambda: word(**{"a.zip": zipped(**{"b.zip": zipped(**{"c.zip": zipped(x="x")})})})),
        ("docx", lambda: word(**{f"word/{number}.xml": "x" for number in range(2_100)})),
        ("docx", lambda: word(**{"../../etc/cron.d/x": "x"})),
        ("docx", lambda: word(**{"word/vbaProject.bin": "x"})),
        ("docx", lambda: zipped(**{"payload.bin": "x"})),
        ("docx", lambda: b"PK\x03\x04broken"),
        ("pdf", lambda: pdf(BOMB)),
        ("pdf", lambda: b"%PDF-1.7 and nothing of one"),
        ("text", lambda: b"a\x00b"),
        ("text", lambda: b"\xff\xfe"),
        ("text", lambda: b""),
    ],
)
def test_a_file_that_cannot_be_read_through_within_its_limits_does_not_fit(
    tmp_path: Path, kind: str, content: object
) -> None:
    assert found(tmp_path, kind, content()) == Found(fits=False)  # type: ignore[operator]


def test_the_pdf_made_here_is_one_when_it_is_not_a_bomb(tmp_path: Path) -> None:
    content = b"BT /F 9 Tf (%s) Tj ET" % NUMBER.encode()
    assert found(tmp_path, "pdf", pdf(content)) == Found(fits=True, identifiers=True)


def test_an_archive_that_lies_about_its_size_is_counted_as_it_unpacks(tmp_path: Path) -> None:
    content = word(**{"a.bin": BOMB})
    said, lie = len(BOMB).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    assert found(tmp_path, "docx", content.replace(said, lie)) == Found(fits=False)


NAMES = ["../a.txt", "a/b.txt", "a\\b.txt", "c:a.txt", "a\x00.txt", "a\n.txt", "fdp\u202etxt.exe.txt", "\u200ba.txt"]


@pytest.mark.parametrize("name", [*NAMES, " a.txt", ".a.txt", "\u00e9" * 200 + ".txt", "a\ue000.txt"])
def test_a_name_that_is_a_path_or_shows_as_another_is_refused(name: str) -> None:
    assert agreed(b"x", name, "text/plain") is None


def test_a_file_with_a_number_is_kept_with_a_warning_and_its_mark(client: FlaskClient, config: Config) -> None:
    content = f"reference,NHS_NO\n1,{NUMBER}\n".encode()
    answer = client.post(
        "/api/v1/uploads?filename=cohort.csv", data=content, content_type="text/csv", headers=bearer("lead")
    )
    assert answer.status_code == 201, answer.text
    assert [one["code"] for one in answer.json["warnings"]] == ["patient-identifier"]
    assert "943" not in answer.text
    digest = answer.json["sha256"]
    about = (config.documents / digest[:2] / digest[2:4] / digest).with_suffix(".json").read_text()
    assert '"unfit": "patient-identifier"' in about


def test_a_download_shows_no_name_that_turns_around(client: FlaskClient, bus: FakeBus) -> None:
    from gateway.api.route import FileRef

    files = client.application.extensions["haven"].files  # type: ignore[attr-defined]
    put = client.post("/api/v1/uploads?filename=a.txt", data=b"x", content_type="text/plain", headers=bearer("lead"))
    with client.application.test_request_context():
        answer = files.send(FileRef(sha256=put.json["sha256"], filename="a\u202etxt.exe"))
    assert "%E2%80%AE" not in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_more_files_at_once_than_there_is_room_for_are_refused(client: FlaskClient, config: Config) -> None:
    files = client.application.extensions["haven"].files
    held = SimpleNamespace(refused=None)

    class Slow(io.BytesIO):
        """While it is read, another file comes for each place."""

        def read(self, size: int | None = -1) -> bytes:
            if held.refused is None:
                held.refused = 0
                for _ in range(config.uploads_at_once - 1):
                    assert files._room.enter()
                answer = client.post(
                    "/api/v1/uploads?filename=b.txt", data=b"y", content_type="text/plain", headers=bearer("lead")
                )
                held.refused, held.after = answer.status_code, answer.headers["Retry-After"]
            return super().read(size)

    files.take(Slow(b"x"), "a.txt", "text/plain")
    assert (held.refused, held.after) == (503, "1")


def test_word_is_taken_as_word_only(client: FlaskClient) -> None:
    answer = client.post("/api/v1/uploads?filename=p.docx", data=word("x"), content_type=DOCX, headers=bearer("lead"))
    assert answer.status_code == 201, answer.text
