"""After the load: every command that was acknowledged happened once, and every one that was refused not at all."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from deploy.testing import RunningSystem
from services.chassis.database import Database
from services.chassis.tables import CommandLog, Outbox
from tests.load.generator import Tally
from tests.system.watching import settle


def balance(haven: RunningSystem, tallies: Iterable[Tally]) -> list[str]:
    """What does not add up, in a sentence each; empty when all does. Waits until nothing is on its way any more."""
    settle(haven, 300)
    tallies = list(tallies)
    keys = {outcome: [key for told in tallies for key in told.keys[outcome]] for outcome in ("ok", "refused")}
    happened, remembered = said(haven)
    found = [f"{n} acknowledged command(s) {what}" for n, what in (
        (sum(happened[key] == 0 for key in keys["ok"]), "lost"),
        (sum(happened[key] > 1 for key in keys["ok"]), "done twice"),
    ) if n]  # fmt: skip
    if done := sum(happened[key] > 0 or key in remembered for key in keys["refused"]):
        found.append(f"{done} refused command(s) done all the same")
    for outcome in ("wrong", "no answer", "not-sent"):
        if count := sum(len(told.times[outcome]) for told in tallies):
            found.append(f"{count} request(s): {outcome}")
    return found


def said(haven: RunningSystem) -> tuple[Counter[str], set[str]]:
    """How often each command led to an enquiry, by its key, and the commands that intake remembers."""
    db = Database(haven.settings.database_url("intake"))
    try:
        with db.read() as session:
            bodies = session.scalars(select(Outbox.body).where(Outbox.type == "EnquiryReceived"))
            happened = Counter(str(UUID(body["cause"])) for body in bodies)
            return happened, {str(key) for key in session.scalars(select(CommandLog.id))}
    finally:
        db.engine.dispose()
