"""A backup file: whole or refused, sealed or plain, and nothing of it outside its place."""

import io
import tarfile
from pathlib import Path

import pytest

from deploy.backup import archive, sealed
from deploy.errors import CannotRun

PASSPHRASE = "a long enough passphrase"
CONTENT = {"documents/one": b"x" * 3_000_000, "keys/two": b"", "run/clock": b"86400"}


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing is made expensive where it matters; here it would be made so fifteen times."""
    monkeypatch.setattr(sealed, "WORK", 1 << 10)


def about(**changes: object) -> archive.Manifest:
    told = {"release": "0", "mode": "test", "taken_at": "2026-07-01T12:00:00+00:00", "paused": 0.0, "tries": 1}
    return archive.Manifest(**{**told, "secrets": True, **changes})  # type: ignore[arg-type]


def made(folder: Path, passphrase: str = "") -> Path:
    target = folder / "one.tar"
    with archive.written(target, passphrase) as writer:
        for name, content in CONTENT.items():
            (folder / "source").write_bytes(content)
            writer.add(name, folder / "source")
        writer.finish(about())
    return target


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_what_was_put_in_comes_out(tmp_path: Path, passphrase: str) -> None:
    target = made(tmp_path, passphrase)
    assert target.stat().st_mode & 0o777 == 0o600
    assert set(archive.verified(target, passphrase).entries) == set(CONTENT)
    archive.extract(target, passphrase, lambda name: tmp_path / "out" / name)
    assert {name: (tmp_path / "out" / name).read_bytes() for name in CONTENT} == CONTENT


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
@pytest.mark.parametrize("at", [0.01, 0.3, 0.6, 0.97])
def test_one_changed_byte_is_found(tmp_path: Path, passphrase: str, at: float) -> None:
    """In a plain tar one of a file's bytes, since its padding says nothing; in a sealed one any."""
    target = made(tmp_path, passphrase)
    whole = bytearray(target.read_bytes())
    place = int(len(whole) * at) if passphrase else 600 + int(2_900_000 * at)
    whole[place] ^= 1
    target.write_bytes(whole)
    with pytest.raises(CannotRun, match="damaged"):
        archive.verified(target, passphrase)


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
@pytest.mark.parametrize("left", [0, 10, 1_200_000, 1_048_576 + 38 + 16, 2_999_000])
def test_a_file_that_was_cut_off_is_found(tmp_path: Path, passphrase: str, left: int) -> None:
    target = made(tmp_path, passphrase)
    target.write_bytes(target.read_bytes()[:left])
    with pytest.raises(CannotRun):
        archive.verified(target, passphrase)


def test_pieces_that_changed_places_are_found(tmp_path: Path) -> None:
    target = made(tmp_path, PASSPHRASE)
    head, size = len(sealed.MAGIC) + sealed.SALT + sealed.PREFIX, sealed.PIECE + sealed.TAG
    whole = target.read_bytes()
    first, second, rest = whole[head : head + size], whole[head + size : head + 2 * size], whole[head + 2 * size :]
    target.write_bytes(whole[:head] + second + first + rest)
    with pytest.raises(CannotRun, match="cannot be opened"):
        archive.verified(target, PASSPHRASE)


def test_without_the_passphrase_nothing_of_it_can_be_read(tmp_path: Path) -> None:
    target = made(tmp_path, PASSPHRASE)
    assert b"documents" not in target.read_bytes()
    for wrong in ("", "another passphrase altogether"):
        with pytest.raises(CannotRun, match=r"sealed|passphrase"):
            archive.verified(target, wrong)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("fifteen letters\n")
    with pytest.raises(CannotRun, match="too short"):
        sealed.passphrase_in(tmp_path / "words")


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), archive.written(tmp_path / "one.tar"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO(b""))
    with pytest.raises(CannotRun, match="no backup of Haven's"):
        archive.extract(tmp_path / "evil.tar", "", lambda name: tmp_path / name)


def test_a_link_in_it_is_refused(tmp_path: Path) -> None:
    link = tarfile.TarInfo("documents/x")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.addfile(link)
    with pytest.raises(CannotRun, match="no backup of Haven's"):
        archive.verified(tmp_path / "evil.tar")
