"""The mail of a local run, which is delivered into a folder: how an invented person reads what was sent to them."""

import re
from email import message_from_bytes, policy
from pathlib import Path
from threading import Lock

from deploy.client import wait_for

CODE = re.compile(r"enter this code: (\S+)")


class Mailbox:
    """Finds the last code that was mailed to an address."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, Lock()
        self._read: set[Path] = set()
        self._codes: dict[str, str] = {}

    def code_for(self, address: str) -> str:
        """The code in the mail to `address`, as soon as the mail is there."""
        return str(wait_for("The mail with a code", lambda: self._look(address.lower())))

    def _look(self, address: str) -> str:
        with self._lock:
            for path in sorted(set(self._folder.rglob("*.eml")) - self._read):
                self._open(path)
                self._read.add(path)
            return self._codes.get(address, "")

    def _open(self, path: Path) -> None:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        found = CODE.search(body.get_content() if body else "")
        if found:
            self._codes[str(mail["To"]).lower().strip("<> ")] = found[1]
