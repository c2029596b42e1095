"""Settings: defaults for one Haven, names for the second, one sentence for what makes no sense."""

from pathlib import Path

import pytest

from deploy import settings
from deploy.errors import CannotRun


def test_nothing_needs_to_be_set() -> None:
    chosen = settings.read({})
    assert (chosen.mode, chosen.gateway_url) == ("demo", "http://127.0.0.1:8000")
    assert chosen.run == settings.ROOT / ".haven"
    assert chosen.database_url("intake") == f"sqlite:///{chosen.run}/data/intake.sqlite"


def test_a_database_is_named_for_its_service_or_else_by_prefix() -> None:
    prefix = "postgresql+psycopg2://haven:secret@127.0.0.1/haven_"
    chosen = settings.read({"HAVEN_DATABASE_URL_PREFIX": prefix, "HAVEN_DATABASE_URL_AUDIT": "sqlite:////srv/a.sqlite"})
    assert chosen.database_url("review") == f"{prefix}review"
    assert chosen.database_url("audit") == "sqlite:////srv/a.sqlite"


@pytest.mark.parametrize(
    ("name", "value"),
    [("HAVEN_MODE", "live"), ("HAVEN_GATEWAY_PORT", "eight thousand"), ("HAVEN_HEALTH_PORT_AUDIT", "70000")],
)
def test_a_setting_that_makes_no_sense_is_named_with_its_value(name: str, value: str) -> None:
    with pytest.raises(CannotRun, match=f"{name} is '{value}'; set it to"):
        settings.read({name: value})


def test_later_commands_need_only_the_run_folder(tmp_path: Path) -> None:
    chosen = settings.read({"HAVEN_RUN": str(tmp_path), "HAVEN_GATEWAY_PORT": "20001", "HAVEN_MODE": "test"})
    chosen.make_folders()
    chosen.save()
    assert settings.of_run({"HAVEN_RUN": str(tmp_path)}).same_as(chosen)


def test_every_part_is_told_every_setting(tmp_path: Path) -> None:
    given = {"HAVEN_RUN": str(tmp_path), "HAVEN_AMQP_URI": "pyamqp://haven:secret@127.0.0.1:5672//"}
    environment = settings.read(given).environment()
    assert environment["HAVEN_AMQP_URI"] == given["HAVEN_AMQP_URI"]
    assert environment["HAVEN_KEYS"] == str(tmp_path / "keys")
    assert environment["HAVEN_HEALTH_PORT_PROVISIONING"] == "8104"


def test_the_run_folder_is_closed_to_other_users(tmp_path: Path) -> None:
    settings.read({"HAVEN_RUN": str(tmp_path / "run")}).make_folders()
    assert (tmp_path / "run").stat().st_mode & 0o077 == 0


def test_a_run_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotRun, match=r"cannot be written .* HAVEN_RUN"):
        settings.read({"HAVEN_RUN": str(tmp_path / "file" / "run")}).make_folders()
