"""What the databases need before anybody works: their tables, and the first time something to look at."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

from deploy.errors import CannotRun
from deploy.settings import ROOT, Settings


def migrate(settings: Settings) -> None:
    """Bring every service's tables to what the code expects."""
    _run_module(settings, "services.chassis.migrations", "all", log=settings.run / "logs" / "migrations.log")


def load_demo(settings: Settings) -> None:
    """Once for each run folder, and only where a person may look around: the tests load what they need."""
    loaded = settings.run / "demo-loaded"
    if settings.mode != "demo" or loaded.exists() or importlib.util.find_spec("deploy.demo") is None:
        return
    _run_module(settings, "deploy.demo", log=settings.run / "logs" / "demo.log")
    loaded.touch()


def sign_ins(settings: Settings) -> list[str]:
    """The demo accounts, one line each, as the demo loader left them."""
    path = settings.run / "demo.json"
    if settings.mode == "production" or not path.exists():
        return []
    return ["  ".join(str(value) for value in account.values()) for account in json.loads(path.read_text())]


def _run_module(settings: Settings, module: str, *arguments: str, log: Path) -> None:
    with log.open("ab") as output:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=settings.environment(),
            cwd=ROOT,
            check=False,
        )
    if done.returncode:
        raise CannotRun(f"python -m {module} failed; read why in {log}, then run `haven up` again.")
