"""A stream under a passphrase: ChaCha20-Poly1305 in pieces of a megabyte, each bound to its place (STREAM, as in age).

A piece that was changed, left out, moved or cut off is found. The key comes from the passphrase by scrypt; a passphrase
that can be guessed is no protection, so short ones are refused.
"""

import os
import secrets
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from deploy.errors import CannotRun

MAGIC = b"haven-sealed-1\n"
SALT, PREFIX, TAG, PIECE = 16, 7, 16, 1 << 20
SHORTEST = 16  # characters of a passphrase
WORK = 1 << 16  # scrypt's n: 64 MiB and about 0.2 s for each guess


def passphrase_in(file: Path | None) -> str:
    """The first line of a passphrase file; "" for no file. CannotRun when it is missing or too short."""
    if file is None:
        return ""
    try:
        found = file.read_text().partition("\n")[0].strip()
    except OSError as error:
        raise CannotRun(f"The passphrase file {file} cannot be read: {error.strerror}.") from None
    if len(found) < SHORTEST:
        raise CannotRun(f"The passphrase in {file} is too short; take {SHORTEST} characters or more.")
    return found


class Sealing:
    """Write into it what is to be sealed; `close` seals the last piece and leaves the file open."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        salt, self._prefix = secrets.token_bytes(SALT), secrets.token_bytes(PREFIX)
        self._out, self._cipher = out, _cipher(passphrase, salt)
        self._waiting, self._count = bytearray(), 0
        out.write(MAGIC + salt + self._prefix)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE:  # the last piece is known only at the end
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._prefix, self._count, last), piece, None))
        self._count += 1


class Unsealing:
    """Read from it what was sealed. CannotRun when the passphrase is another, or the file is not what was written."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        head = source.read(SALT + PREFIX)
        self._source, self._cipher = source, _cipher(passphrase, head[:SALT])
        self._prefix, self._count = head[SALT:], 0
        self._next = source.read(PIECE + TAG)
        self._open, self._ended = b"", False

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self._open) < size) and not self._ended:
            self._unseal()
        taken = self._open if size < 0 else self._open[:size]
        self._open = self._open[len(taken) :]
        return taken

    def _unseal(self) -> None:
        sealed, self._next = self._next, self._source.read(PIECE + TAG)
        self._ended = not self._next
        try:
            self._open += self._cipher.decrypt(_nonce(self._prefix, self._count, self._ended), sealed, None)
        except (InvalidTag, ValueError):
            why = "the passphrase is another, or the file is damaged" if not self._count else "the file is damaged"
            raise CannotRun(f"The backup cannot be opened: {why}.") from None
        self._count += 1


def opened(source: BinaryIO, passphrase: str) -> BinaryIO | Unsealing:
    """The content of a backup file, unsealed where it is sealed. CannotRun without the passphrase it needs."""
    if source.read(len(MAGIC)) != MAGIC:
        source.seek(0, os.SEEK_SET)
        return source
    if not passphrase:
        raise CannotRun("This backup is sealed; name the file with its passphrase by --passphrase-file.")
    return Unsealing(source, passphrase)


def _cipher(passphrase: str, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, n=WORK, r=8, p=1).derive(passphrase.encode()))


def _nonce(prefix: bytes, count: int, last: bool) -> bytes:
    return prefix + count.to_bytes(4, "big") + bytes([last])
