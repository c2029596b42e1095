"""What audit answers, and to whom: the public sees figures, the register and checkpoints; auditors see the ledger; the
people of a request see its clocks and its end."""

from .audits import list_audits, read_audit
from .deletion import list_deletions, my_tasks, read_deletion
from .ledger import list_ledger, read_checkpoint, read_consistency, read_entry, verify_ledger
from .performance import dashboard, list_clocks, read_clocks, recomputed, service_levels
from .register import register

__all__ = [
    "dashboard",
    "list_audits",
    "list_clocks",
    "list_deletions",
    "list_ledger",
    "my_tasks",
    "read_audit",
    "read_checkpoint",
    "read_clocks",
    "read_consistency",
    "read_deletion",
    "read_entry",
    "recomputed",
    "register",
    "service_levels",
    "verify_ledger",
]
