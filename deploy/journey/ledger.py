"""The ledger at the end of a journey: recomputed from its rows, and compared with a signed checkpoint."""

from deploy.cast import Cast
from deploy.client import wait_for

PART = 5000


def verify(cast: Cast) -> str:
    """A sentence with the checkpoint that covers everything so far. RuntimeError when the ledger is not sound."""
    auditor = cast["rosa.finn"]
    newest = auditor.get("/ledger", newest_first=True, limit=1)["rows"][0]["index"]
    checkpoint = wait_for(
        "a checkpoint of all entries",
        lambda: (found := auditor.get("/ledger/checkpoint"))["size"] > newest and found,
    )
    first, size = 0, int(checkpoint["size"])
    while first < size:
        part = auditor.get("/ledger/verification", first=first, limit=PART)
        if not part["sound"]:
            told = "; ".join(problem["message"] for problem in part["problems"])
            raise RuntimeError(f"the ledger is not sound: {told}")
        first = part["until"]
    return f"Ledger verified: {size} entries, root {checkpoint['root'][:16]}…, signed by {checkpoint['key_name']}"
