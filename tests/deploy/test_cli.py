"""The command line: every group of commands is found, explains itself, and says what is wrong in one sentence."""

from pathlib import Path

import pytest

from deploy import cli


@pytest.fixture(autouse=True)
def _own_run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVEN_RUN", str(tmp_path))


def test_the_operators_commands_are_there() -> None:
    shown = cli.parser().format_help()
    for command in ("up", "down", "status", "start", "stop", "clean", "logs"):
        assert f"\n    {command} " in shown


def test_status_says_what_is_stopped_and_is_not_content(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status"]) == 1
    assert capsys.readouterr().out.count("stopped") == 7


def test_down_is_harmless_when_nothing_runs() -> None:
    assert cli.main(["down"]) == 0


@pytest.mark.parametrize("command", ["logs", "stop"])
def test_an_unknown_part_is_answered_with_the_known_ones(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([command, "billing"]) == 1
    assert "billing" in (said := capsys.readouterr().err)
    assert "provisioning" in said


def test_logs_shows_the_last_lines_of_one_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "intake.log").write_text("x" * 10_000 + "\nstarted\nready\n")
    assert cli.main(["logs", "intake"]) == 0
    assert capsys.readouterr().out == "started\nready\n"
