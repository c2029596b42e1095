"""Starting and stopping as a whole: what is in the way is said before anything is started."""

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from deploy import cli, parts, settings, system
from deploy.errors import CannotRun
from deploy.parts import Part
from deploy.testing import on_free_ports


@pytest.mark.parametrize("taken", ["HAVEN_GATEWAY_PORT", "HAVEN_HEALTH_PORT_REVIEW", "HAVEN_BROKER_PORT"])
def test_a_taken_port_is_one_sentence_and_nothing_is_started(
    taken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ports = on_free_ports(tmp_path / "run")
    for name, value in ports.items():
        monkeypatch.setenv(name, value)

    with socket.create_server(("127.0.0.1", int(ports[taken]))):
        assert cli.main(["up"]) == 1

    said = capsys.readouterr().err
    assert ports[taken] in said
    assert taken in said
    assert said.count("\n") == 1
    assert list((tmp_path / "run" / "pids").iterdir()) == []
    assert list((tmp_path / "run" / "broker").iterdir()) == []


def test_a_port_that_is_not_allowed_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(port: int) -> bool:
        raise PermissionError(port)

    monkeypatch.setattr(parts, "is_free", refuse)
    with pytest.raises(CannotRun, match=r"Port 80, .* HAVEN_GATEWAY_PORT to a port above 1023"):
        parts.named(settings.read({"HAVEN_RUN": str(tmp_path), "HAVEN_GATEWAY_PORT": "80"}), "gateway").check_port()


def test_clean_leaves_a_folder_alone_that_is_not_a_run_folder(tmp_path: Path) -> None:
    (tmp_path / "letters").touch()
    with pytest.raises(CannotRun, match="no run folder"):
        system.clean(settings.read({"HAVEN_RUN": str(tmp_path)}))
    assert (tmp_path / "letters").exists()


def test_clean_removes_a_run_folder(tmp_path: Path) -> None:
    chosen = settings.read({"HAVEN_RUN": str(tmp_path / "run")})
    chosen.make_folders()
    system.clean(chosen)
    assert not chosen.run.exists()


def test_a_part_is_not_started_when_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="not running"):
        system.start(settings.read({"HAVEN_RUN": str(tmp_path)}), "intake")


def test_who_was_ready_and_is_no_more_is_waited_for(make_part: Callable[..., Part]) -> None:
    asked: list[str] = []

    def part(name: str, *told: str) -> Part:
        made, left = make_part(name), list(told)
        made.launch()

        def ready() -> str:
            asked.append(name)
            return left.pop(0) if left else ""

        return replace(made, ready=ready)

    system.wait_until_ready([part("soon", "", "gone again"), part("late", *["not yet"] * 3)])
    assert (asked.count("late"), asked[-1]) == (6, "late")
    assert asked.count("soon") == 4, "not at every look"
