"""Ground for intake's handlers: a database, folders of its own, and real time that stands still."""

import pytest

from tests.intake.accounts import RealTime


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
def intake(ground, time, folders):
    """Intake's database, once on SQLite and once on PostgreSQL."""
    return ground("intake")


@pytest.fixture
def lite_intake(lite, time, folders):
    """Intake's database on SQLite: for rules that do not depend on it."""
    return lite("intake")
