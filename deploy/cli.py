"""The command `haven`: all that an operator asks of one Haven. Each group of commands is a file in deploy/commands."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from deploy import commands
from deploy.errors import CannotRun


def parser() -> argparse.ArgumentParser:
    """Every command; a file put into deploy/commands is found by being there."""
    root = argparse.ArgumentParser(prog="haven", description="Run and look after one Haven on this machine.")
    subparsers = root.add_subparsers(title="commands", metavar="<command>", required=True)
    for module in pkgutil.iter_modules(commands.__path__):
        importlib.import_module(f"{commands.__name__}.{module.name}").add_parser(subparsers)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; 0 when it did what was asked, 1 with a sentence when it could not."""
    asked = parser().parse_args(arguments)
    try:
        return int(asked.run(asked) or 0)
    except CannotRun as reason:
        print(f"haven: {reason}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return 130


if __name__ == "__main__":
    sys.exit(main())
