"""What a run came to, for people: the figures, what each kind of harm cost, and what did not hold."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from tests.chaos.rounds import Report, Round

SHOWN = 100


def write(report: Report, folder: Path) -> Path:
    """chaos.md and chaos.json in `folder`; the first."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {"kind": report.kind, "seed": report.seed, "minutes": round(report.minutes, 1), "line": report.line(),
            "commands": report.commands, "rounds": [asdict(one) for one in report.rounds],
            "verdict": asdict(report.verdict), "trouble": report.trouble[:SHOWN],
            "journeys": report.journeys}  # fmt: skip
    (folder / "chaos.json").write_text(json.dumps(told, indent=1))
    path = folder / "chaos.md"
    path.write_text("\n".join(_lines(report)) + "\n")
    return path


def _lines(report: Report) -> list[str]:
    lines = [f"# Faults: {report.kind}, seed {report.seed}", "", f"`{report.line()}`", ""]
    lines += [f"{report.minutes:.1f} minutes. Commands: " + ", ".join(f"{n} {o}" for o, n in report.commands.items())]
    lines += [report.journeys] if report.journeys else []
    lines += ["", *(f"- {note}" for note in report.verdict.notes), "", "## What was done", ""]
    lines += ["| nemesis | rounds | longest harm, s | longest recovery, s | median recovery, s |"]
    lines += ["|---|---|---|---|---|"]
    names = Counter(name for one in report.rounds for name in one.nemeses)
    for name in sorted(names):
        lines.append(_row(name, [one for one in report.rounds if name in one.nemeses]))
    lines += ["", "## What did not hold", ""]
    lines += [f"- {line}" for line in report.verdict.lines()[:SHOWN]] or ["Nothing."]
    lines += ["", "## Wishes that came to nothing", ""]
    lines += [f"- {one}" for one in report.trouble[:SHOWN]] or ["None."]
    return lines


def _row(name: str, rounds: list[Round]) -> str:
    recovery = sorted(one.recovery for one in rounds)
    harm = max(one.seconds for one in rounds)
    return f"| {name} | {len(rounds)} | {harm:.1f} | {recovery[-1]:.1f} | {recovery[len(recovery) // 2]:.1f} |"
