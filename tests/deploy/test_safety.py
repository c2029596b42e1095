"""A demonstration nobody else can reach, and a real Haven on nothing that is open (ASVS 13.2, 13.3)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import keys, safety, settings, system
from deploy.errors import CannotRun

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what must be refused
STRONG = "f3b1c0d29e8a47b6"


def chosen(run: Path, mode: str, **more: str) -> settings.Settings:
    return settings.read({"HAVEN_RUN": str(run), "HAVEN_MODE": mode, **more})


def refusal(run: Path, mode: str, **more: str) -> str:
    """The sentence with which `haven up` would end; empty when it would start."""
    try:
        safety.check(chosen(run, mode, **more))
    except CannotRun as wrong:
        return str(wrong)
    return ""


@pytest.mark.parametrize("mode", ["demo", "test"])
@pytest.mark.parametrize(
    "more",
    [
        {"HAVEN_BIND": EVERYWHERE},
        {"HAVEN_BIND": "192.0.2.1"},
        {"HAVEN_PUBLIC_URL": "https://haven.example"},
    ],
)
def test_a_demonstration_is_not_for_other_machines(tmp_path: Path, mode: str, more: dict[str, str]) -> None:
    told = refusal(tmp_path, mode, **more)
    assert next(iter(more)) in told
    assert "other machines" in told
    assert refusal(tmp_path, mode) == ""


def test_nothing_is_started_and_one_sentence_is_said(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with pytest.raises(CannotRun, match="other machines"):
        system.up(chosen(run, "demo", HAVEN_BIND=EVERYWHERE))
    assert not (run / "keys" / "gateway.private.pem").exists()


def test_gunicorn_started_by_hand_refuses_too(tmp_path: Path) -> None:
    environment = {**os.environ, "HAVEN_RUN": str(tmp_path), "HAVEN_MODE": "demo", "HAVEN_BIND": EVERYWHERE}
    command = [sys.executable, "-c", "import deploy.gunicorn_settings"]
    done = subprocess.run(command, env=environment, cwd=settings.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "haven: In mode demo the gateway listens on 127.0.0.1 only; leave HAVEN_BIND out.\n"


def test_production_may_listen_everywhere_under_a_name_with_tls(tmp_path: Path) -> None:
    keys.ensure(tmp_path / "keys")
    (tmp_path / "keys" / "bootstrap.token").write_text(STRONG)
    (tmp_path / "keys" / "bootstrap.token").chmod(0o600)
    more = {"HAVEN_AMQP_URI": f"pyamqp://haven:{STRONG}@broker.example//"}
    database = {"HAVEN_DATABASE_URL_PREFIX": f"postgresql+psycopg2://haven:{STRONG}@db.example/haven_"}
    public = {"HAVEN_BIND": EVERYWHERE, "HAVEN_PUBLIC_URL": "https://haven.example"}
    assert refusal(tmp_path, "production", **more, **database, **public) == ""


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"HAVEN_PUBLIC_URL": "http://haven.example"}, "https"),
        ({"HAVEN_BIND": "192.0.2.1"}, "HAVEN_BIND"),
        ({"HAVEN_AMQP_URI": "pyamqp://guest:guest@broker.example//"}, "HAVEN_AMQP_URI"),
        ({"HAVEN_AMQP_URI": "pyamqp://broker.example//"}, "HAVEN_AMQP_URI"),
        ({"HAVEN_AMQP_URI_INTAKE": "pyamqp://intake:short@broker.example//"}, "HAVEN_AMQP_URI_INTAKE"),
        ({"HAVEN_DATABASE_URL_AUDIT": "postgresql+psycopg2://guest:guest@db.example/a"}, "HAVEN_DATABASE_URL_AUDIT"),
    ],
)
def test_production_refuses_open_doors(tmp_path: Path, more: dict[str, str], word: str) -> None:
    told = refusal(tmp_path, "production", **more)
    assert word in told
    assert "guest" not in told, "no secret is repeated"


@pytest.mark.parametrize("left", ["demo-loaded", "demo.json", "accounts.json", "clock"])
def test_production_refuses_what_a_demonstration_left(tmp_path: Path, left: str) -> None:
    (tmp_path / left).write_text("{}")
    assert left in refusal(tmp_path, "production")
    assert refusal(tmp_path, "demo") == ""


@pytest.mark.parametrize(
    ("name", "content", "mode", "word"),
    [
        ("gateway.private.pem", STRONG, 0o644, "read by others"),
        ("intake.key", STRONG, 0o640, "read by others"),
        ("bootstrap.token", "short", 0o600, "shorter"),
        ("oidc.secret", "", 0o600, "shorter"),
    ],
)
def test_production_refuses_open_secrets(tmp_path: Path, name: str, content: str, mode: int, word: str) -> None:
    folder = tmp_path / "keys"
    keys.ensure(folder)
    assert refusal(tmp_path, "production") == ""
    (folder / name).write_text(content)
    (folder / name).chmod(mode)
    told = refusal(tmp_path, "production")
    assert name in told
    assert word in told
