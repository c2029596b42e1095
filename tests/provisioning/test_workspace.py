"""Workspaces and keys on disk: whole or not at all, closed to others, and destroyed so that nothing is left."""

import hashlib
import json
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis import settings
from services.contracts.message import NotFound, Refused
from services.contracts.provisioning import ReleaseFile
from services.provisioning import keys, workspace
from services.provisioning.data_core import datasets
from services.provisioning.data_core.source import open_core
from services.provisioning.domain import held
from services.provisioning.domain.catalogue import CATALOGUE
from services.provisioning.domain.minimise import Table
from tests.provisioning.given import APPLICATION

REF = "DAR-2026-00042-R01"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HAVEN_RUN", str(tmp_path))
    for name in ("WORKSPACES", "KEYS", "DOCUMENTS", "PRODUCTION"):
        monkeypatch.delenv(f"HAVEN_{name}", raising=False)
    settings.get.cache_clear()
    yield tmp_path
    settings.get.cache_clear()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def built(run: Path) -> tuple[tuple[ReleaseFile, ...], str]:
    """A built release: its files, and the hash of its manifest."""
    out = workspace.output(APPLICATION, REF)
    out.mkdir(parents=True)
    contents = {"a.csv": b"x,y\n1,2\n", "b.parquet": b"PAR1" * 100}
    for name, content in contents.items():
        (out / name).write_bytes(content)
    manifest = json.dumps({"files": list(contents)}).encode()
    (out / "manifest.json").write_bytes(manifest)
    files = tuple(ReleaseFile(name=name, size=len(one), sha256=sha(one), rows=1) for name, one in contents.items())
    return files, sha(manifest)


def test_a_workspace_holds_the_release_and_its_manifest_read_only(built):
    files = workspace.create(APPLICATION, REF, *built)
    assert [one.name for one in files] == ["a.csv", "b.parquet", "manifest.json"]
    assert files[:2] == built[0]
    assert workspace.listed(APPLICATION) == [f"{REF}/{one.name}" for one in files]
    folder = workspace.root() / str(APPLICATION)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / REF)} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder / REF).iterdir()} == {0o400}


def test_creating_it_again_changes_nothing(built):
    first = workspace.create(APPLICATION, REF, *built)
    inodes = {path.stat().st_ino for path in (workspace.root() / str(APPLICATION) / REF).iterdir()}
    assert workspace.create(APPLICATION, REF, *built) == first
    assert {path.stat().st_ino for path in (workspace.root() / str(APPLICATION) / REF).iterdir()} == inodes


def test_what_a_killed_creation_left_is_made_anew(built):
    half = workspace.root() / str(APPLICATION) / f".{REF}.partial"
    half.mkdir(parents=True)
    (half / "a.csv").write_bytes(b"half")
    workspace.create(APPLICATION, REF, *built)
    assert not half.exists()
    assert len(workspace.listed(APPLICATION)) == 3


@pytest.mark.parametrize("name", ["a.csv", "manifest.json"])
def test_files_that_are_not_those_that_were_approved_are_not_shown(built, name):
    path = workspace.output(APPLICATION, REF) / name
    path.write_bytes(path.read_bytes() + b"!")
    with pytest.raises(Refused) as raised:
        workspace.create(APPLICATION, REF, *built)
    assert raised.value.code == "files-differ"
    assert workspace.listed(APPLICATION) == []


def test_a_changed_or_missing_file_is_noticed(built):
    files = workspace.create(APPLICATION, REF, *built)
    path = workspace.root() / str(APPLICATION) / REF / "a.csv"
    path.chmod(0o600)
    path.write_bytes(b"x,y\n1,3\n")
    assert workspace.present(APPLICATION, REF, files) == files[1:]


def test_a_link_is_never_followed(built, run):
    workspace.create(APPLICATION, REF, *built)
    secret = run / "secret"
    secret.write_text("outside")
    link = workspace.root() / str(APPLICATION) / REF / "link.csv"
    link.symlink_to(secret)
    with pytest.raises(NotFound):
        workspace.opened(APPLICATION, REF, "link.csv")
    workspace.destroy(APPLICATION, workspace.inventory(APPLICATION, []))
    assert secret.read_text() == "outside"


def test_an_opened_file_is_named_relative_to_the_workspaces(built):
    workspace.create(APPLICATION, REF, *built)
    assert workspace.opened(APPLICATION, REF, "a.csv") == f"{APPLICATION}/{REF}/a.csv"
    with pytest.raises(NotFound):
        workspace.opened(APPLICATION, REF, "c.csv")


def test_destruction_leaves_nothing_and_says_what_there_was(built, run):
    workspace.create(APPLICATION, REF, *built)
    key, _ = keys.ensure(APPLICATION)
    upload = run / "upload"
    upload.write_bytes(b"identifiers")
    held_now = workspace.inventory(APPLICATION, [("upload", upload)])
    names = {one["name"]: (one["size"], one["sha256"]) for one in held_now}
    assert names[f"workspace/{APPLICATION}/{REF}/a.csv"] == (8, sha(b"x,y\n1,2\n"))
    assert names["cohort/upload"] == (11, sha(b"identifiers"))
    assert f"production/{APPLICATION}/{REF}/out/a.csv" in names
    workspace.destroy(APPLICATION, held_now)
    assert not upload.exists()
    assert not key.exists()
    assert not (workspace.root() / str(APPLICATION)).exists()
    assert not workspace.production(APPLICATION).exists()
    workspace.destroy(APPLICATION, held_now)


def test_the_evidence_does_not_tell_the_key(run):
    key, _ = keys.ensure(APPLICATION)
    [entry] = workspace.inventory(APPLICATION, [])
    assert entry["sha256"] != sha(key.read_bytes())


def test_another_project_is_not_touched(built, run):
    workspace.create(APPLICATION, REF, *built)
    other = workspace.root() / "00000000-0000-0000-0000-000000000099"
    other.mkdir()
    (other / "theirs.csv").write_text("x")
    workspace.destroy(APPLICATION, workspace.inventory(APPLICATION, []))
    assert (other / "theirs.csv").read_text() == "x"


def test_a_file_is_overwritten_before_it_is_unlinked(run):
    path, kept = run / "data", run / "second-name"
    path.write_bytes(b"A" * 3_000_000)
    kept.hardlink_to(path)
    workspace.shred(path)
    assert not path.exists()
    assert kept.stat().st_size == 3_000_000
    assert b"A" * 16 not in kept.read_bytes()


def test_a_key_is_made_once_whoever_asks_at_the_same_time(run):
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(keys.ensure(APPLICATION)[1])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    path, key_id = keys.ensure(APPLICATION)
    assert set(found) == {key_id}
    assert len(path.read_bytes()) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("dataset", sorted(held.ABSENT))
def test_what_is_said_to_be_held_is_what_the_core_holds(dataset, core, tmp_path):
    assert set(held.ABSENT) == datasets.HELD
    tables: dict[str, set[str]] = {}
    for field in CATALOGUE[dataset]:
        source, _, column = field.rpartition(".")
        tables.setdefault(source or dataset, set()).add(column)
    absent = set()
    with open_core(core, tmp_path) as database:
        for source, columns in tables.items():
            table = Table(dataset=dataset, source=source, columns=(), years=None)
            there = {row[0] for row in database.execute(f"DESCRIBE {datasets._definition(table)}").fetchall()}
            absent |= columns - there
    assert absent == held.ABSENT[dataset]
