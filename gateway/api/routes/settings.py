"""What administrators set, with a second administrator's approval."""

from services.contracts import intake
from services.contracts.message import Role

from ..route import STAFF_ONLY, Route, act, ask

ALL = "/settings"
ONE = f"{ALL}/<setting>"
PROPOSAL = f"{ONE}/proposals/<uuid:proposal_id>"
READERS = frozenset({Role.ADMINISTRATOR, Role.OPERATOR, Role.AUDITOR})
ROUTES: tuple[Route, ...] = (
    ask(ALL, intake.ListSettings, READERS),
    ask(ONE, intake.ReadSetting, READERS),
    act(f"{ONE}/proposals", intake.ProposeSetting, STAFF_ONLY, status=201),
    act(f"{PROPOSAL}/approve", intake.ApproveSetting, STAFF_ONLY, in_person=True),
    act(f"{PROPOSAL}/withdraw", intake.WithdrawSetting, STAFF_ONLY),
)
