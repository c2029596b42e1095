"""What waits for me, from every part."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ... import compose
from ...api.route import SIGNED_IN
from ...compose import TaskRow
from .. import demo
from ..row import Column, Sieve, Table, Whole
from ..visit import Visit
from ..whole import says
from ..words import PARTS, humanised

DUE = (("late", "Late"), ("week", "Today or within a week"), ("later", "Later"), ("none", "No date"))


def what(task: TaskRow) -> str:
    """What is to be done, in words."""
    return (task.what if " " in task.what else humanised(task.what)) or task.title


def kinds(visit: Visit) -> list[tuple[str, str]]:
    """What is to be done, of everything that waits."""
    return [(words, words) for words in sorted({what(one) for one in visit.screen.rows})]


def parts(visit: Visit) -> list[tuple[str, str]]:
    """The parts from which something waits."""
    return [(one, humanised(PARTS.get(one, one))) for one in sorted({one.part for one in visit.screen.rows})]


def due(task: TaskRow, chosen: str) -> bool:
    """Whether a task is due then."""
    if (on := compose.due(task)) is None:
        return chosen == "none"
    today = demo.now().date()
    when = "late" if on < today else "week" if on <= today + timedelta(days=7) else "later"
    return chosen == when


def clock(task: TaskRow) -> str:
    """The clock of its request, for the file."""
    return f"{task.clock.title}, {humanised(task.clock.condition).lower()}" if task.clock else ""


def any_at_all(visit: Visit) -> Mapping[str, Any]:
    """Whether anything waits, whatever the filters let through; the words of each task, and when it is due."""
    return {"any": bool(visit.screen.rows), "what": what, "due": compose.due}


PAGES = (
    Whole(
        path="/my/tasks",
        who=SIGNED_IN,
        title="My tasks",
        nav="My tasks",
        template="requests/tasks.html",
        screen=compose.tasks_screen,
        tables=(Table("after", "My tasks", lambda visit: visit.screen.rows),),
        columns=(
            Column("Due", compose.due, sort="due"),
            Column("What", what, sort="what"),
            Column("Reference", lambda task: task.reference, sort="reference"),
            Column("About", lambda task: task.title),
            Column("Clock", clock),
        ),
        filters=(
            Sieve("q", "Reference or title", fits=lambda task, words: says(f"{task.reference} {task.title}", words)),
            Sieve("what", "What is to be done", kinds, fits=lambda task, chosen: what(task) == chosen),
            Sieve("part", "Part of Haven", parts, fits=lambda task, chosen: task.part == chosen),
            Sieve("due", "Due", DUE, all="Any day", fits=due),
        ),
        orders={"due": compose.due, "what": what, "reference": lambda task: task.reference},
        sort="due",
        ident=lambda task: f"{task.reference} {task.part} {task.subject} {task.command}",
        size=50,
        more=any_at_all,
    ),
)  # fmt: skip
