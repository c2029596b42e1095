"""Acting on one request, and looking at it through the five services."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.contracts import agreements as a
from services.contracts import audit
from services.contracts import provisioning as p
from services.contracts import review as r
from services.contracts.intake import application as say
from services.contracts.message import Actor, Command, NotFound, NotPermitted, Refused
from services.contracts.request import Approval, Profile

from ..bus import Bus, attempted
from ..world import World

LONDON = ZoneInfo("Europe/London")


class Traveller:
    """A request of one profile, and what people see of it and do to it. `give` acts, `refused` must be turned down."""

    def __init__(self, bus: Bus, world: World, profile: str, approval: str = "full", **changed: Any) -> None:
        self.bus, self.world, self.profile = bus, world, Profile(profile)
        self.approval, self.changed = Approval(approval), changed
        self.id = self.enquiry_id = self.meeting_id = UUID(int=0)
        self.controllers = {"northbridge": "signatory"}
        if profile == "dars":
            self.controllers["icb"] = "partner_signatory"

    def who(self, by: str | Actor) -> Actor:
        return self.world[by] if isinstance(by, str) else by

    def give(self, cls: type[Command], by: str | Actor = "lead", **facts: Any) -> Any:
        """A command about this request."""
        return self.bus.do(cls(application_id=self.id, **facts), self.who(by))  # type: ignore[call-arg]

    def refused(self, cls: type[Command], by: str | Actor = "lead", **facts: Any) -> Refused:
        """The refusal that a command meets; an assertion fails when it is obeyed."""
        met = attempted(lambda: Traveller.give(self, cls, by, **facts))
        assert met is not None, f"{cls.__name__} by {by} was obeyed"
        return met

    def application(self, by: str | Actor = "lead") -> say.ApplicationView:
        return self.bus.ask(say.ReadApplication(application_id=self.id), self.who(by))

    def case(self, by: str | Actor = "bea.stone") -> r.CaseView:
        return self.bus.ask(r.ReadCase(application_id=self.id), self.who(by))

    def agreement(self, by: str | Actor = "lead") -> a.AgreementView:
        return self.bus.ask(a.ReadAgreement(application_id=self.id), self.who(by))

    def project(self, by: str | Actor = "max.orr") -> p.ProjectView:
        return self.bus.ask(p.ReadProject(application_id=self.id), self.who(by))

    def deletion(self, by: str | Actor = "rosa.finn") -> audit.DeletionView:
        return self.bus.ask(audit.ReadDeletion(application_id=self.id), self.who(by))

    def clocks(self, by: str | Actor = "gwen.pike") -> tuple[Any, ...]:
        return tuple(self.bus.ask(audit.ReadClocks(application_id=self.id), self.who(by)).clocks)

    def row(self) -> say.RequestRow:
        """This request among the lead's own, whichever group it is in."""
        mine = self.bus.ask(say.MyRequests(), self.who("lead"))
        rows = [(name, row) for name in ("drafts", "submitted", "approved") for row in getattr(mine, name)]
        found = [row for _, row in rows if row.application_id == self.id]
        assert len(found) == 1, f"{self.id} is {len(found)} times in the lists of its lead"
        return found[0]

    @property
    def label(self) -> str:
        """The public label."""
        return str(self.row().label)

    def may(self, by: str | Actor) -> frozenset[str]:
        """Everything that the five services say this person may do to the request now."""
        found: set[str] = set()
        for look in (self.application, self.case, self.agreement, self.project, self.deletion):
            try:
                view: Any = look(by)
            except (NotFound, NotPermitted):
                continue
            found |= set(view.may)
            found |= {name for holder in getattr(view, "holders", ()) for name in holder.may}
        return frozenset(found)

    @property
    def today(self) -> date:
        return self.bus.at.astimezone(LONDON).date()

    @property
    def reference(self) -> str:
        return str(self.application().reference)

    def names(self) -> list[str]:
        """The events of this request so far."""
        return self.bus.names(self.id)
