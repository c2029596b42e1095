"""What audit does with what it hears and is asked."""

from .asked import handle_audit, handle_deletion, say_overdue
from .heard import enter

__all__ = ["enter", "handle_audit", "handle_deletion", "say_overdue"]
