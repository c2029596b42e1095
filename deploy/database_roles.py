"""One PostgreSQL role for each database: it owns that one, and may not even connect to another."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

ROUNDS = 4096  # PostgreSQL's own; the passwords are long and random


def password(folder: Path, role: str) -> str:
    """The password of a role, made at the first call and kept in `folder` for its user's eyes only."""
    path = folder / "database-roles.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if role not in known:
        known[role] = secrets.token_urlsafe(24)
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(json.dumps(known, indent=1))
    return known[role]


def statements(database: str, role: str, secret: str) -> list[str]:
    """SQL for an administrator, each to be run on its own, outside a transaction: PostgreSQL makes no database in one.
    The password itself is not in it, so that neither the file nor the server's log holds it."""
    return [
        f"CREATE ROLE \"{role}\" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{verifier(secret)}'",
        f'CREATE DATABASE "{database}" OWNER "{role}"',
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC',
    ]


def shut() -> list[str]:
    """SQL that keeps the roles out of the databases that every server has."""
    return [f"REVOKE ALL ON DATABASE {name} FROM PUBLIC" for name in ("postgres", "template1")]


def verifier(secret: str) -> str:
    """What PostgreSQL keeps of a password (SCRAM-SHA-256, RFC 5803)."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", secret.encode(), salt, ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    told = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${ROUNDS}:{told[0]}${told[1]}:{told[2]}"
