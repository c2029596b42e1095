"""Word documents: what is written is read back, and what strangers send is read within limits or not at all."""

import zipfile
from pathlib import Path

import pytest

from gateway import inspection, word
from gateway.word import Paragraph, Unfit
from gateway.word import read as reading

SAID = (
    Paragraph("A title & more", "Title"), Paragraph("Aim <1>", "Heading2", "[haven:aim#000000000000]"),
    Paragraph("» help", "Hint"), Paragraph("two\nlines, and  spaces"), Paragraph(""), Paragraph("é ✓ \U0001d4b3"),
)  # fmt: skip
BODY = '<w:p><w:r><w:t>{}</w:t></w:r></w:p>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(tmp_path: Path, parts: dict[str, str]) -> Path:
    """An archive with these parts."""
    place = tmp_path / "made.docx"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return place


def body(content: str, before: str = "") -> dict[str, str]:
    return {"word/document.xml": f"{before}<w:document {W}><w:body>{content}</w:body></w:document>"}


def test_what_is_written_is_read_back_and_comes_in_as_an_upload(tmp_path: Path) -> None:
    made = tmp_path / "x.docx"
    made.write_bytes(word.document(SAID, "A title"))
    assert word.paragraphs(made) == [
        ("Title", "A title & more"), ("Heading2", "Aim <1> [haven:aim#000000000000]"), ("Hint", "» help"),
        ("", "two\nlines, and  spaces"), ("", ""), ("", "é ✓ \U0001d4b3"),
    ]  # fmt: skip
    assert inspection.inspect("docx", made).fits
    assert word.document(SAID, "A title") == made.read_bytes(), "the same bytes every time"


def test_what_xml_cannot_hold_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(word.document([Paragraph("a\x00\x0bb\ud800")], "t"))
    assert word.paragraphs(tmp_path / "x.docx") == [("", "ab")]


def test_tracked_changes_are_read_as_they_would_be_accepted(tmp_path: Path) -> None:
    gone = "<w:del><w:r><w:delText>b</w:delText></w:r></w:del>"
    said = f"<w:p><w:r><w:t>a</w:t></w:r>{gone}<w:ins><w:r><w:t>c</w:t></w:r></w:ins></w:p>"
    assert word.paragraphs(packed(tmp_path, body(said))) == [("", "ac")]


ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
UNFIT = {
    "an external entity": body(BODY.format("&e;"), ENTITY),
    "entities in entities": body(BODY.format("&b;"), LAUGHS),
    "no XML": {"word/document.xml": "<w:document"},
    "no document": {"word/other.xml": "<x/>"},
    "a macro": {**body(BODY.format("x")), "word/vbaProject.bin": "x"},
    "a way out": {**body(BODY.format("x")), "../x": "x"},
    "a bomb": body(BODY.format("x" * (reading.PART_LIMIT + 1))),
    "too many paragraphs": body("<w:p/>" * (reading.PARAGRAPH_LIMIT + 1)),
    "too many entries": {**body(BODY.format("x")), **{f"word/{n}.xml": "" for n in range(inspection.ENTRY_LIMIT)}},
}  # fmt: skip


@pytest.mark.parametrize("what", UNFIT)
def test_what_is_unfit_is_not_read(what: str, tmp_path: Path) -> None:
    with pytest.raises(Unfit):
        word.paragraphs(packed(tmp_path, UNFIT[what]))


def test_what_is_no_archive_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_text("PK")
    with pytest.raises(Unfit):
        word.paragraphs(tmp_path / "x.docx")
