"""The ledger on its tables: appending, proving, signing, verifying. The tree itself is domain/merkle.py.

One writer at a time: whoever appends or records a checkpoint holds the lock of the head row. A checkpoint is committed
before it is signed, and only when the tree proves that it contains the one before: two checkpoints that contradict each
other are never signed.
"""

from .checkpoints import latest, record_checkpoint, sign_checkpoints
from .entries import Tampered, Tree, append, hold, leaf_of, root, size
from .keys import Keys, base64, keys, read_keys
from .verification import verify, verify_consistency, verify_extent

__all__ = [
    "Keys",
    "Tampered",
    "Tree",
    "append",
    "base64",
    "hold",
    "keys",
    "latest",
    "leaf_of",
    "read_keys",
    "record_checkpoint",
    "root",
    "sign_checkpoints",
    "size",
    "verify",
    "verify_consistency",
    "verify_extent",
]
