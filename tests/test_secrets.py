"""No secret is in the repository: they come from files of the run folder or from the environment (ASVS 13.3.1)."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHAPES = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}",
    "one of our API tokens": r"\bhvn_[A-Za-z0-9_-]{40,}",
    "a signed token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
    "a key of a cloud or a forge": r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20})",
    "a password in an address": r"\b[a-z][a-z0-9+]*://[^\s:/@\"'{}<>]+:(?!password@)[^\s:/@\"'{}<>…]+@",
}
# A password in code: a name that says so, and a text. Tests make theirs up; messages and settings only name theirs.
NAMED = r"\b(?:password|passwd|secret(?!ariat)|api_?key|private_?key|token)\w*"
ASSIGNED = rf"(?i){NAMED}\s*[:=]\s*[\"'][^\"'{{}}$\s]{{8,}}[\"']"
BINARY = frozenset({".png", ".pdf", ".parquet", ".svg", ".lock"})


def tracked() -> list[Path]:
    """Every file of the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [name for name in listed.stdout.decode().split("\0") if name]
    if not names:
        pytest.skip("not a clone: what belongs to the repository is not known")
    return [ROOT / name for name in names if (ROOT / name).is_file() and Path(name).suffix not in BINARY]


def allowed(path: Path) -> bool:
    """Tests hold invented ones, to see that they are refused."""
    return path.relative_to(ROOT).parts[0] == "tests"


def found(text: str, *, code: bool) -> list[str]:
    """What in a text looks like a secret, in words."""
    kinds = [what for what, shape in SHAPES.items() if re.search(shape, text)]
    return kinds + (["a password in the code"] if code and re.search(ASSIGNED, text) else [])


def test_no_file_holds_a_secret() -> None:
    wrong = {}
    for path in tracked():
        if not allowed(path) and (kinds := found(path.read_text("utf-8", "replace"), code=path.suffix == ".py")):
            wrong[str(path.relative_to(ROOT))] = kinds
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAA",
        "hvn_" + "a" * 43,
        ".".join(("eyJhbGciOiJub25lIn0", "eyJzdWIiOiJhZGEifQ", "a" * 43)),
        "AKIA" + "A" * 16,
        "pyamqp://haven:hunter2@broker.example//",
        'password = "hunter2hunter2"',
    ],
)
def test_a_secret_would_be_found(text: str) -> None:
    assert len(found(text, code=True)) == 1
    assert found("password: str = field(metadata=SECRET); token = secrets.new_token()", code=True) == []
