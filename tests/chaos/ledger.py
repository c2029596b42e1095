"""The ledger computed again from its rows: what `haven audit verify` does, and inclusion proofs of some entries."""

from pathlib import Path
from random import Random

from sqlalchemy import select

from deploy import verification
from services.audit import ledger
from services.audit.domain import merkle
from services.audit.models import LedgerEntry
from services.chassis.database import Database
from services.contracts.wire import SERVICES
from tests.chaos.world import World

PROOFS = 20  # entries of which a proof is computed and verified


def problems(world: World) -> list[str]:
    """Everything that does not verify, in words."""
    keys = ledger.read_keys(Path(world.settings.environment()["HAVEN_KEYS"]), "")
    urls = {service: world.database(service).url.render_as_string(hide_password=False) for service in SERVICES}
    found = []
    for outcome in verification.verify(urls, keys, wait=5.0):
        found += [f"{outcome.check}: {one}" for one in outcome.problems]
        if outcome.left_out:
            found.append(f"{outcome.check}: {outcome.told}")
    return found + _proofs(world.database("audit"))


def _proofs(audit: Database) -> list[str]:
    """Of the first, the last and some entries between: each has a proof that leads to the present root."""
    with audit.read() as session:
        size = ledger.size(session)
        root, tree = ledger.root(session, size), ledger.Tree(session)
        some = {0, size - 1, *Random(size).sample(range(size), min(size, PROOFS))} if size else set()
        wrong = []
        for entry in session.scalars(select(LedgerEntry).where(LedgerEntry.position.in_(some))):
            path = merkle.inclusion(entry.position, size, tree)
            if not merkle.verify_inclusion(entry.position, size, merkle.leaf_hash(ledger.leaf_of(entry)), path, root):
                wrong.append(f"the proof of entry {entry.position} in {size} does not lead to the root")
    return wrong
