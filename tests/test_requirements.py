"""docs/requirements.md says which tests show each requirement. An id mapped to a test that is not there fails."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"^\| (S\d-\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
NODE = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)(?:::(\w+))?`")
WANTED = (  # the ids that this release promises, in the service, over the API and on pages
    "S0-1-42 S1-1-46 S2-1-2 S2-4-16 S2-18-32 S2-34-40 S2-42 S2-44-46 S2-49-60 S2-62-66 S3-1-2 S3-4-17 S3-20-32 S4-1-31 "
    "S4-32-33 S4-35-37 S4-39-43 S4-45-49"
)


def rows() -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Requirement id -> its words, and (file, test) of each test named for it."""
    text = (ROOT / "docs" / "requirements.md").read_text()
    return {
        id: (words, [(file, inner or test) for file, test, inner in NODE.findall(tests)])
        for id, words, tests in ROW.findall(text)
    }


@cache
def names_in(file: str) -> set[str]:
    path = ROOT / file
    if not path.exists():
        return set()
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)}


def wanted() -> list[str]:
    found = []
    for word in WANTED.split():
        source, first, *last = word.split("-")
        found += [f"{source}-{n}" for n in range(int(first), int(last[0] if last else first) + 1)]
    return found


def test_every_requirement_of_this_release_is_mapped_to_at_least_one_test() -> None:
    mapped = rows()
    assert [id for id in wanted() if not mapped.get(id, ("", []))[1]] == []


def test_every_test_named_for_a_requirement_exists() -> None:
    named = [(id, file, test) for id, (_, tests) in rows().items() for file, test in tests]
    assert [one for one in named if one[2] not in names_in(one[1])] == []
