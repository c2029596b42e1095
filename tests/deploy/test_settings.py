"""Settings: defaults for one Haven, names for the second, one sentence for what makes no sense."""

from pathlib import Path

import pytest

from deploy import parts, settings
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


@pytest.mark.parametrize(
    ("name", "value"), [("HAVEN_BROKER_NODES", "2"), ("HAVEN_REPLICAS", "0"), ("HAVEN_GATEWAYS", "many")]
)
def test_a_number_that_makes_no_sense_is_named_with_what_would(name: str, value: str) -> None:
    with pytest.raises(CannotRun, match=rf"{name} is '{value}'; set it to (1 or 3|a number from 1 to 9)"):
        settings.read({name: value})


def test_the_parts_go_through_what_stands_before_the_broker_and_who_deploys_does_not(tmp_path: Path) -> None:
    chosen = settings.read({"HAVEN_RUN": str(tmp_path), "HAVEN_BROKER_FRONT_PORT": "25000"})
    assert chosen.own_broker
    assert ":25000//" in chosen.amqp_uri("intake")
    assert f":{chosen.broker_port}//" in chosen.amqp_uri()


def test_one_of_each_is_the_default() -> None:
    names = [part.name for part in parts.of(settings.read({}))]
    assert names == ["broker", *settings.HEALTH_PORTS, "gateway"]


def test_several_of_each_have_names_ports_logs_and_pids_of_their_own() -> None:
    given = {"HAVEN_BROKER_NODES": "3", "HAVEN_REPLICAS": "2", "HAVEN_REPLICAS_AUDIT": "1", "HAVEN_GATEWAYS": "2"}
    found = {part.name: part for part in parts.of(settings.read(given | {"HAVEN_HEALTH_PORT_REVIEW_2": "20002"}))}
    assert len(found) == 3 + 4 * 2 + 1 + 2
    for kind in ("port", "pid_file", "log"):
        assert len({getattr(part, kind) for part in found.values()}) == len(found), kind
    assert (found["intake.2"].port, found["review.2"].port, found["gateway.2"].port) == (8111, 20002, 8001)
    assert found["review.2"].port_setting == "HAVEN_HEALTH_PORT_REVIEW_2"
    assert found["broker.3"].port_setting == "HAVEN_BROKER_PORT_3"


def test_the_replicas_of_a_service_begin_with_different_broker_nodes() -> None:
    several = {f"HAVEN_AMQP_URI{name}": f"{name}a;{name}b;{name}c" for name in ("", "_INTAKE")}
    first, second = (parts.nodes_in_turn(several, turn) for turn in (1, 2))
    assert (first["HAVEN_AMQP_URI"], second["HAVEN_AMQP_URI"]) == ("b;c;a", "c;a;b")
    assert first["HAVEN_AMQP_URI_INTAKE"] != second["HAVEN_AMQP_URI_INTAKE"]
    assert parts.nodes_in_turn({"HAVEN_AMQP_URI": "a", "PATH": "b;c"}, 1) == {"HAVEN_AMQP_URI": "a", "PATH": "b;c"}


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
