"""What is said about receipts: the ledger's signed word that a version of a request was submitted."""

from dataclasses import dataclass

from ..message import Event


@dataclass(frozen=True, kw_only=True)
class ReceiptIssued(Event):
    """A submission is in the ledger as entry `entry`, and this was signed: `note` (a C2SP signed note, by the ledger's
    key) names version and hash of what was submitted; `receipt_sha256` is the PDF that says the same to people."""

    reference: str
    version: int
    sha256: str
    entry: int
    leaf_hash: str
    note: str
    receipt_sha256: str
