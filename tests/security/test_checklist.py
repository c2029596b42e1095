"""docs/security.md says of each requirement of ASVS 5.0, levels 1 and 2, what holds: here it is held to its word."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.settings import ROOT

PAGE = ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| (\d+)\.(\d+)\.(\d+) \| ([12]) \| (met|n\.a\.|open) \| (.+?) \| (.+?) \|$")
# Requirements of levels 1 and 2 in each chapter of ASVS 5.0.0.
CHAPTERS = {
    1: (8, 19), 2: (4, 7), 3: (8, 11), 4: (2, 8), 5: (4, 5), 6: (13, 22), 7: (6, 12), 8: (4, 3), 9: (4, 3),
    10: (5, 24), 11: (3, 11), 12: (3, 6), 13: (1, 12), 14: (2, 7), 15: (3, 10), 16: (0, 16), 17: (0, 7),
}  # fmt: skip


@dataclass(frozen=True)
class Requirement:
    """One line of the checklist."""

    number: tuple[int, int, int]
    level: int
    state: str
    what: str
    shown: str


def rows() -> list[Requirement]:
    """The checklist."""
    found = (ROW.match(line) for line in PAGE.read_text().splitlines())
    return [
        Requirement((int(m[1]), int(m[2]), int(m[3])), int(m[4]), m[5], m[6], m[7]) for m in found if m is not None
    ]


def test_every_requirement_is_there_once() -> None:
    numbers = [one.number for one in rows()]
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert numbers == sorted(numbers)
    counted = Counter((one.number[0], one.level) for one in rows())
    assert {chapter: (counted[chapter, 1], counted[chapter, 2]) for chapter in CHAPTERS} == CHAPTERS
    assert len(numbers) == 253


def test_the_sum_at_the_end_is_right() -> None:
    states = Counter(one.state for one in rows())
    told = f"met {states['met']}, not applicable {states['n.a.']}, open {states['open']}, of {len(rows())}."
    assert told in PAGE.read_text()


def test_what_is_met_names_a_test_that_is_there_or_a_page_that_says_it() -> None:
    wrong = []
    for one in rows():
        if one.state == "met":
            named = re.findall(r"`([^`]+)`", one.shown)
            if len(named) != 1 or not (_is_test(named[0]) or _is_heading(named[0])):
                wrong.append(f"{one.number}: {one.shown}")
        elif len(one.shown) < 10:
            wrong.append(f"{one.number}: no reason")
    assert wrong == []


def _is_test(name: str) -> bool:
    file, _, inside = name.partition("::")
    path = ROOT / file
    if not inside or not file.startswith("tests/") or not path.exists():
        return False
    if inside == "*":
        return True
    scope: list[ast.stmt] = ast.parse(path.read_text()).body
    *classes, test = inside.split("::")
    for wanted in classes:
        scope = next((n.body for n in scope if isinstance(n, ast.ClassDef) and n.name == wanted), [])
    return any(isinstance(n, ast.FunctionDef) and n.name == test for n in scope)


def _is_heading(name: str) -> bool:
    file, _, heading = name.partition("#")
    path = ROOT / file
    said = path.read_text().splitlines() if path.is_file() and heading else []
    return any(re.fullmatch(rf"#+ {re.escape(heading)}", line) for line in said)


def _ours() -> Iterator[tuple[Path, ast.AST]]:
    for folder in ("services", "gateway", "deploy"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                yield path, node


def _calls() -> Iterator[tuple[Path, str]]:
    """Every call in our code, by the dotted name of what is called."""
    for path, node in _ours():
        if isinstance(node, ast.Call):
            yield path, ast.unparse(node.func)


def test_nothing_in_the_code_evaluates_text() -> None:
    evil = re.compile(r"^(eval|exec|compile|__import__)$|render_template_string|from_string|pickle\.|yaml\.load$")
    assert [f"{path.name}: {name}" for path, name in _calls() if evil.search(name)] == []


def test_no_weak_hash_is_used() -> None:
    weak = re.compile(r"\b(md5|sha1|MD5|SHA1|blake2s|crc32)\b")
    assert [f"{path.name}: {name}" for path, name in _calls() if weak.search(name)] == []


def test_what_must_not_be_guessed_comes_from_the_systems_random_source() -> None:
    """`random` is for jitter and synthetic data; tokens, seeds, salts and keys come from `secrets` or `os.urandom`."""
    playful = {"database.py", "inbox.py", "client.py", "link.py", "ports.py"}
    found = {path for path, name in _calls() if re.match(r"random\.", name)}
    assert {path.name for path in found if "data_core" not in path.parts} <= playful
    text = (ROOT / "services/intake/handlers/secrets.py").read_text()
    assert re.search(r"secrets\.token_urlsafe\((3[2-9]|[4-9]\d)\)|token_bytes\((3[2-9])\)|token_urlsafe\(\)", text)


def test_cryptography_comes_from_known_libraries_only() -> None:
    known = {"cryptography", "joserfc", "argon2", "hashlib", "hmac", "secrets", "pyotp", "pyhanko", "ssl", "authlib"}
    crypto = re.compile(r"crypt|cipher|rsa|ecdsa|nacl|jwt|jose|hash|hmac|^ssl$|argon|pyotp|authlib")
    found = set()
    for _, node in _ours():
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    assert {name for name in found if crypto.search(name)} <= known


def test_every_library_is_pinned_with_its_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=[a-zA-Z])", "\n".join(line for line in lock.splitlines() if not line.startswith("#")))
    wanted = [entry for entry in entries if entry.strip()]
    assert len(wanted) > 50
    assert [entry.split()[0] for entry in wanted if "==" not in entry or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", ["SECURITY.md", "docs/security.md"])
def test_how_to_report_is_said(name: str) -> None:
    assert "vulnerability" in (ROOT / name).read_text()
