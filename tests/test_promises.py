"""What the documents say is tested, is: every test that they name exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.browser.screenshots import LARGEST
from tests.browser.screenshots import NAMES as TAKEN

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+(?:::\w+)?))?`")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
DOCUMENTS = sorted(path for path in (ROOT / "docs").rglob("*.md"))


@cache
def _defined(path: Path) -> frozenset[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return frozenset(found)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_exists(document: Path) -> None:
    named = NAMED.findall(document.read_text())
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).exists() or (name and name not in _defined(ROOT / file))
    ]
    assert not missing


def test_the_promises_name_their_tests() -> None:
    assert len(NAMED.findall((ROOT / "docs" / "reliability.md").read_text())) > 30


def test_every_picture_that_the_readme_shows_is_there_and_it_shows_every_one() -> None:
    """Each with words for those who do not see it; `make screenshots` makes exactly these."""
    shown = {path: words for words, path in PICTURE.findall((ROOT / "README.md").read_text())}
    assert [path for path in shown if not (ROOT / path).is_file()] == []
    assert [path for path, words in shown.items() if not words.strip()] == []
    there = {path.stem: path for path in (ROOT / "docs" / "screenshots").iterdir()}
    assert {Path(path).stem for path in shown if path.startswith("docs/screenshots/")} == set(there) == set(TAKEN)
    assert [name for name, path in there.items() if path.stat().st_size > LARGEST] == []
