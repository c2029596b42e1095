"""haven up, down, status, start, stop, clean."""

from argparse import Namespace, _SubParsersAction

from deploy import data, parts, settings, system
from deploy import upgrade as renewing


def add_parser(subparsers: "_SubParsersAction") -> None:
    for name, run, says in (
        ("up", up, "start everything, and load the demo data the first time"),
        ("down", down, "stop what `up` started, and only that"),
        ("upgrade", upgrade, "migrate, then renew every part one after the other while Haven goes on answering"),
        ("status", status, "one line of health for each part"),
        ("clean", clean, "stop everything, then remove the run folder"),
    ):
        subparsers.add_parser(name, help=says, description=says).set_defaults(run=run)
    for name, run_one, says in (
        ("start", start, "start a part that was stopped, or stop and start it"),
        ("stop", stop, "stop one part and leave it stopped"),
    ):
        one = subparsers.add_parser(name, help=says, description=says)
        one.add_argument("part")
        one.set_defaults(run=run_one)


def up(_: Namespace) -> int:
    chosen = settings.read()
    system.up(chosen)
    healthy = show(chosen)
    print(f"\nHaven is at {chosen.gateway_url}")
    for line in data.sign_ins(chosen):
        print(f"  {line}")
    return 0 if healthy else 1


def down(_: Namespace) -> None:
    system.down(settings.of_run())


def upgrade(_: Namespace) -> None:
    renewing.upgrade(settings.of_run())


def status(_: Namespace) -> int:
    return 0 if show(settings.of_run()) else 1


def clean(_: Namespace) -> None:
    system.clean(settings.of_run())


def start(asked: Namespace) -> None:
    system.start(settings.of_run(), asked.part)


def stop(asked: Namespace) -> None:
    system.stop(settings.of_run(), asked.part)


def show(chosen: settings.Settings) -> bool:
    """Print a line for each part; whether all are ready."""
    missing = []
    for part in parts.of(chosen):
        process = part.process
        missing.append("stopped" if process is None else part.ready())
        where = f"127.0.0.1:{part.port}" + (f"  pid {process.pid}" if process else "")
        print(f"{part.name:<15} {missing[-1] or 'ready':<28} {where}")
    return not any(missing)
