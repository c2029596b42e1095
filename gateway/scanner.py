"""ClamAV over its INSTREAM command. Only an explicit OK lets a file in: everything else is no (ASVS 16.5.3)."""

import socket
import struct
from pathlib import Path

CHUNK = 64 * 1024
SECONDS = 60


class ScannerAway(Exception):
    """No verdict: nobody answered, or not clearly."""


def is_clean(address: str, path: Path) -> bool:
    """Whether clamd at `address` (host:port, or a socket's path) says OK of the file; ScannerAway without a verdict."""
    try:
        with _connect(address) as clamd, path.open("rb") as file:
            clamd.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
            clamd.sendall(struct.pack("!I", 0))
            verdict = clamd.recv(4096).rstrip(b"\0\n")
    except OSError as error:
        raise ScannerAway from error
    if verdict.endswith(b" FOUND"):
        return False
    if verdict != b"stream: OK":
        raise ScannerAway
    return True


def _connect(address: str) -> socket.socket:
    if "/" in address:
        local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        local.settimeout(SECONDS)
        local.connect(address)
        return local
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
