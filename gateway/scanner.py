"""ClamAV over its INSTREAM command. Only an explicit OK lets a file in: everything else is no (ASVS 16.5.3).

A scanner without signatures says OK to everything. So before its word counts, and once an hour, it must find the file
that all scanners find for that purpose (EICAR).
"""

import io
import socket
import struct
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

CHUNK = 64 * 1024
SECONDS = 60.0  # for one file, from connecting to the verdict
BELIEVED = 3600.0  # seconds
LONGEST_VERDICT = 4096
# In two pieces, so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class ScannerAway(Exception):
    """No verdict: nobody answered, or not clearly."""


class TooLarge(Exception):
    """More than the scanner takes (its StreamMaxLength)."""


class Scanner:
    """clamd at `address`: host:port, or a socket's path."""

    def __init__(self, address: str) -> None:
        self._address, self._tried = address, -BELIEVED

    def is_clean(self, path: Path) -> bool:
        """Whether it says OK of the file. ScannerAway without a verdict; TooLarge when it will never have one."""
        if time.monotonic() - self._tried > BELIEVED:
            if self._ask(io.BytesIO(EICAR)):
                raise ScannerAway("it finds nothing at all")
            self._tried = time.monotonic()
        with path.open("rb") as file:
            return self._ask(file)

    def _ask(self, file: IO[bytes]) -> bool:
        until = time.monotonic() + SECONDS
        try:
            with _connect(self._address) as clamd:
                with suppress(ConnectionError):  # it may have said why before it hung up
                    _send(clamd, file, until)
                verdict = _verdict(clamd, until)
        except OSError as error:
            raise ScannerAway from error
        if verdict == b"stream: OK":
            return True
        if verdict.startswith(b"stream: ") and verdict.endswith(b" FOUND"):
            return False
        if verdict.endswith(b"size limit exceeded. ERROR"):
            raise TooLarge
        raise ScannerAway


def _send(clamd: socket.socket, file: IO[bytes], until: float) -> None:
    clamd.sendall(b"zINSTREAM\0")
    while chunk := file.read(CHUNK):
        clamd.settimeout(max(0.1, until - time.monotonic()))
        clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
    clamd.sendall(struct.pack("!I", 0))


def _verdict(clamd: socket.socket, until: float) -> bytes:
    """Up to its end, which is NUL: half a verdict is none."""
    said = b""
    while not said.endswith(b"\0"):
        clamd.settimeout(max(0.1, until - time.monotonic()))
        piece = clamd.recv(LONGEST_VERDICT)
        said += piece
        if not piece or len(said) > LONGEST_VERDICT or time.monotonic() > until:
            raise ScannerAway
    return said.rstrip(b"\0\n")


def _connect(address: str) -> socket.socket:
    if "/" in address:
        local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        local.settimeout(SECONDS)
        local.connect(address)
        return local
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
