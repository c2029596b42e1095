"""Ground for intake's handlers: a database, folders of its own, and real time that stands still."""

import pytest

from services.intake.handlers import secrets
from tests.intake.accounts import RealTime
from tests.support import QUICK

REAL_HASHER = secrets.HASHER


@pytest.fixture
def time(monkeypatch):
    """Real time, as sessions, tokens and mail see it; it moves when told to."""
    return RealTime(monkeypatch)


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Keys, mail and documents in folders of this test."""
    for name in ("keys", "mail", "documents"):
        monkeypatch.setenv(f"HAVEN_{name.upper()}", str(tmp_path / name))
    return tmp_path


@pytest.fixture
def quick_hashes(monkeypatch):
    """Passwords are hashed with next to no work."""
    monkeypatch.setattr(secrets, "HASHER", QUICK)


@pytest.fixture
def real_hashes(quick_hashes, monkeypatch):
    """For tests of the hashes themselves: as in production after all."""
    monkeypatch.setattr(secrets, "HASHER", REAL_HASHER)


@pytest.fixture
def intake(ground, time, folders, quick_hashes):
    """Intake's database, once on SQLite and once on PostgreSQL."""
    return ground("intake")


@pytest.fixture
def lite_intake(lite, time, folders, quick_hashes):
    """Intake's database on SQLite: for rules that do not depend on it."""
    return lite("intake")
