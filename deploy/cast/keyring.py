"""The accounts that this machine can sign in with: passwords and second factors, kept in the run folder for its user
alone, so that a second journey, and a person who looks around, can use them again."""

import json
import os
import secrets
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock

import pyotp

FILE = "accounts.json"
STEP = 30  # seconds of one code


@dataclass
class Account:
    """One sign-in. `step` is the last time step whose code was used, since a code opens one session only."""

    key: str
    name: str
    email: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    organisation: str = ""
    roles: tuple[str, ...] = ()
    id: str = ""
    totp: str = field(default="", repr=False)
    step: int = 0

    def code(self) -> str:
        """The present code; waits for the next one when this one has been used."""
        while int(time.time()) // STEP <= self.step:
            time.sleep(0.2)
        self.step = int(time.time()) // STEP
        return str(pyotp.TOTP(self.totp).at(self.step * STEP))

    def shown_code(self) -> str:
        """The code that an authenticator would show now, and for how many seconds."""
        left = STEP - int(time.time()) % STEP
        return f"{pyotp.TOTP(self.totp).now()} (for {left} s)"


class Keyring:
    """Accounts by key, on the disk after each change."""

    def __init__(self, folder: Path) -> None:
        self.path, self._lock = folder / FILE, Lock()
        self.accounts: dict[str, Account] = {}
        if self.path.exists():
            told = json.loads(self.path.read_text())
            self.accounts = {one["key"]: Account(**{**one, "roles": tuple(one["roles"])}) for one in told}

    def save(self) -> None:
        """Readable by this user only."""
        with self._lock, tempfile.NamedTemporaryFile("w", dir=self.path.parent, delete=False) as new:  # mode 0600
            json.dump([asdict(account) for account in self.accounts.values()], new, indent=1)
            new.flush()
            os.replace(new.name, self.path)
