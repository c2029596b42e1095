"""ClamAV: only an explicit OK within the limits lets a file in. Against a fake that speaks as clamd's manual says, and
against the real one where it is installed, with a signature file of our own."""

import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from deploy.ports import free_ports
from gateway import scanner
from gateway.app import create_app
from gateway.config import Config
from tests.chassis.running import until
from tests.fakes import FakeBus
from tests.gateway.conftest import bearer

FOUND = b"stream: Eicar-Test-Signature FOUND\0"


class Clamd:
    """Reads INSTREAM as clamd does, finds EICAR (unless blind), and gives `verdict` on all else."""

    def __init__(self, verdict: bytes, *, blind: bool = False, most: int = 10**9) -> None:
        self.verdict, self.blind, self.most = verdict, blind, most
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            with client, client.makefile("rb") as sent:
                self.answer(client, sent)

    def answer(self, client: socket.socket, sent: object) -> None:
        assert sent.read(10) == b"zINSTREAM\0"  # type: ignore[attr-defined]
        content = b""
        while size := struct.unpack("!I", sent.read(4))[0]:  # type: ignore[attr-defined]
            content += sent.read(size)  # type: ignore[attr-defined]
            if len(content) > self.most:
                client.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        client.sendall(FOUND if content == scanner.EICAR and not self.blind else self.verdict)


@contextmanager
def clamd(verdict: bytes, **more: object) -> Iterator[str]:
    made = Clamd(verdict, **more)  # type: ignore[arg-type]
    yield made.address
    made.server.close()


def put(config: Config, bus: FakeBus, address: str, content: bytes = b"hello") -> tuple[int, str]:
    client: FlaskClient = create_app(replace(config, clamav=address), bus=bus).test_client()
    answer = client.post(
        "/api/v1/uploads?filename=note.txt", data=content, content_type="text/plain", headers=bearer("lead")
    )
    kept = [path for path in config.documents.rglob("*") if path.is_file()]
    assert bool(kept) == (answer.status_code == 201)
    return answer.status_code, answer.json.get("code", "")


@pytest.mark.parametrize(
    ("verdict", "status", "code"),
    [
        (b"stream: OK\0", 201, ""),
        (FOUND, 422, "infected"),
        (b"stream: Can't allocate memory ERROR\0", 503, "scanner-away"),
        (b"stream: OK", 503, "scanner-away"),  # half a verdict, and then it hung up
        (b"", 503, "scanner-away"),
        (b"UNKNOWN COMMAND\0", 503, "scanner-away"),
        (b"stream: OK\0" + b"x" * 5_000, 503, "scanner-away"),
    ],
)
def test_only_an_explicit_ok_lets_a_file_in(
    config: Config, bus: FakeBus, verdict: bytes, status: int, code: str
) -> None:
    with clamd(verdict) as address:
        assert put(config, bus, address) == (status, code)


def test_a_scanner_that_finds_not_even_the_test_file_is_not_believed(config: Config, bus: FakeBus) -> None:
    with clamd(b"stream: OK\0", blind=True) as address:
        assert put(config, bus, address) == (503, "scanner-away")


def test_a_file_beyond_what_the_scanner_takes_is_refused_for_good(config: Config, bus: FakeBus) -> None:
    with clamd(b"stream: OK\0", most=100_000) as address:
        assert put(config, bus, address, b"x" * 2_000_000) == (413, "too-large")


def test_with_the_scanner_down_no_file_gets_in(config: Config, bus: FakeBus) -> None:
    assert put(config, bus, f"127.0.0.1:{free_ports(1)[0]}") == (503, "scanner-away")


def test_with_a_scanner_that_never_answers_no_file_gets_in(
    config: Config, bus: FakeBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.scanner.SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        assert put(config, bus, f"127.0.0.1:{deaf.getsockname()[1]}") == (503, "scanner-away")


@pytest.mark.skipif(not shutil.which("clamd"), reason="clamd is not installed (Debian: clamav-daemon)")
def test_the_real_clamd_says_the_same(tmp_path: Path, config: Config, bus: FakeBus) -> None:
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "own.ndb").write_text(f"Haven.Eicar:0:*:{scanner.EICAR.hex()}\n")
    address = str(tmp_path / "clamd.sock")
    (tmp_path / "clamd.conf").write_text(
        f"LocalSocket {address}\nDatabaseDirectory {tmp_path}/db\nForeground yes\nStreamMaxLength 1M\n"
    )
    process = subprocess.Popen(["clamd", "-c", str(tmp_path / "clamd.conf")])
    try:
        until(lambda: Path(address).exists(), "clamd listens", 60)
        assert put(config, bus, address, b"before " + scanner.EICAR) == (422, "infected")
        assert put(config, bus, address, b"x" * 3_000_000) == (413, "too-large")
        assert put(config, bus, address, b"hello") == (201, "")
    finally:
        process.terminate()
        process.wait(30)
