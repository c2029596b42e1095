"""What audit does with what it hears and is asked."""

from .asked import handle_audit, handle_deletion, say_overdue
from .clocks import catch_up
from .heard import enter
from .receipts import issue as issue_receipts

__all__ = ["catch_up", "enter", "handle_audit", "handle_deletion", "issue_receipts", "say_overdue"]
