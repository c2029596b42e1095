"""The public words for a status code, and which table of MyDARs a request is in (domain 1.2)."""

from services.contracts.request import Profile
from services.contracts.stages import LABELS, MACRO

GROUPS = ("drafts", "submitted", "approved")
_APPROVED = frozenset(
    code for code, macro in MACRO.items() if macro in ("Access", "Deletion") or code == "APPROVED_PROVISIONAL"
)


def label(code: str, profile: Profile) -> str:
    """The public label of a status code in the words of a profile."""
    return LABELS[profile][code]


def group(code: str, submitted: bool) -> str:
    """Which of the three tables of MyDARs it is in (S0-18, S0-25, S0-35); what ended stays in the table it left."""
    if code in _APPROVED:
        return "approved"
    return "submitted" if submitted else "drafts"
