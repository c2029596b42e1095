"""docs/operations.md keeps up with the code: each key of a health answer has a section, each command is named."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from deploy import cli
from gateway import health as of_gateway
from services.chassis import health
from tests.support import Ground

TEXT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
NOTHING_TO_DO = {"service", "ready", "time", "status", "checks", "live"}  # say who, whether and when
SHOWN = {"demo", "clean", "logs"}  # explained where they are used


def keys_of_gateway() -> set[str]:
    """What GET /health/ready of the gateway answers with, from its source: dictionaries' keys and jsonify's words."""
    function = next(node for node in ast.walk(ast.parse(Path(of_gateway.__file__).read_text()))
                    if isinstance(node, ast.FunctionDef) and node.name == "ready")  # fmt: skip
    found = {key.value for node in ast.walk(function) if isinstance(node, ast.Dict) for key in node.keys
             if isinstance(key, ast.Constant)}  # fmt: skip
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and ast.unparse(node.func) == "jsonify"]
    return found | {str(word.arg) for call in calls for word in call.keywords}


def test_every_key_of_a_health_answer_has_a_section(lite: Callable[[str], Ground]) -> None:
    told = health.report("intake", health.Look(lite("intake").db), "pyamqp://nobody@127.0.0.1:1//", lambda: True)
    assert {"database", "broker", "calls", "outbox", "inbox", "parked"} <= set(told)
    sections = set(re.findall(r"^### `(\w+)`$", TEXT, re.MULTILINE))
    assert (set(told) | keys_of_gateway()) - NOTHING_TO_DO == sections
    for key in ("outbox", "inbox"):
        section = TEXT.partition(f"### `{key}`")[2].partition("\n#")[0]
        assert all(f"`{figure}`" in section for figure in told[key]), f"a figure of {key} is not explained"


def test_every_command_of_the_operator_is_named() -> None:
    names = re.findall(r"^    (\w+) ", cli.parser().format_help(), re.MULTILINE)
    assert len(names) > 8
    assert [name for name in names if name not in SHOWN and f"haven {name}" not in TEXT] == []
