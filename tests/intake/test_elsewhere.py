"""What agreements and audit say decides about the next request: renewals wait for what is owed (X-RENEW), parties that
owe or were found at high risk are under sanction (R20), and contracts end (X-DATE2)."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from services.contracts import agreements, audit
from services.contracts.intake import application as say
from services.intake.handlers import elsewhere
from services.intake.models import knowledge
from services.intake.models.application import load
from tests import examples
from tests.intake.test_application_handlers import ALL, LEAD, MEMBER, World
from tests.support import NOON

TODAY = NOON.date()
UNIVERSITY = examples.id_of("university")


class Heard(World):
    """A request, what other services say of it, and who renews it."""

    lead = LEAD.id

    def say(self, cls, **facts):
        event = object.__new__(cls)
        for name, value in {"subject": self.id, "at": self.at, **facts}.items():
            object.__setattr__(event, name, value)
        self.ground.do(lambda session, message, call: elsewhere.hear(session, message), event)
        return self

    def draft(self, **changed):
        """The renewal of the request as the rules see it."""

        def known(session, message, call):
            reference = f"DSA-{load(session, self.id)[1].reference.removeprefix('DAR-')}-v1.0"
            application = replace(load(session, self.id)[1], lead_id=self.lead)
            answers = {**examples.answers(), "kind": "renewal", "previous_reference": reference, **changed}
            return knowledge.draft(session, application, answers, self.at)

        return self.ground.do(known, None)

    def owed(self):
        return set(self.draft().known.overdue)

    def university(self):
        return self.draft().known.organisations[str(UNIVERSITY)]


@pytest.fixture
def both(intake):
    """On SQLite and on PostgreSQL."""
    return Heard(intake).submitted()


@pytest.fixture
def world(lite_intake):
    return Heard(lite_intake).submitted()


FINDING = uuid4()
OWED = [
    ("action", audit.FindingRecorded, {"finding_id": FINDING}, audit.FindingClosed, {"finding_id": FINDING}),
    ("invoice", agreements.InvoiceIssued, {"number": "INV-1"}, agreements.InvoicePaid, {"number": "INV-1"}),
    ("certificate", audit.DeletionOrdered, {"organisations": (SimpleNamespace(organisation_id=UNIVERSITY),)},
     audit.CertificateAccepted, {"organisation_id": UNIVERSITY}),
    ("certificate", audit.DeletionOrdered, {"organisations": (SimpleNamespace(organisation_id=UNIVERSITY),)},
     audit.ProjectClosed, {}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "owes", "facts", "settles", "told"), OWED)
def test_what_is_owed_is_overdue_after_its_day_and_until_it_is_settled(both, kind, owes, facts, settles, told):
    both.say(owes, due_on=TODAY, **facts)
    assert (both.owed(), both.university().sanctioned) == (set(), False), "today is the last day"
    both.at = NOON + timedelta(days=1)
    assert both.owed() == {kind}
    assert both.university().sanctioned is (kind == "certificate")
    both.say(settles, **told)
    assert (both.owed(), both.university().sanctioned) == (set(), False)


def test_what_is_owed_for_somebody_elses_agreement_is_not_told_to_whoever_names_it(world):
    world.say(agreements.InvoiceIssued, number="INV-1", due_on=TODAY - timedelta(days=1))
    assert world.owed() == {"invoice"}
    world.lead = MEMBER.id
    assert world.owed() == set()


def test_a_renewal_is_not_submitted_while_something_is_owed(world):
    reference = f"DSA-{world.read().reference.removeprefix('DAR-')}-v1.0"
    world.say(agreements.InvoiceIssued, number="INV-1", due_on=TODAY - timedelta(days=1))
    world.start().fill(kind="renewal", previous_reference=reference, yielded_benefits="Two papers, one guideline")
    assert [one.code for one in world.read().missing if one.field == "previous_reference"] == ["X-RENEW"]
    world.give(say.SaveDraft, answers={"kind": "new"})
    world.give(say.SubmitApplication, declarations=ALL)


def test_an_audit_marks_every_controller_by_how_it_ended_and_the_next_one_marks_it_anew(both):
    assert (both.university().audited, both.university().sanctioned) == (False, False)
    both.say(audit.AuditClosed, risk=audit.Risk.HIGH)
    assert (both.university().audited, both.university().sanctioned) == (False, True)
    both.say(audit.AuditClosed, risk=audit.Risk.LOW)
    assert (both.university().audited, both.university().sanctioned) == (True, False)


def test_a_framework_contract_is_known_by_its_last_day_until_it_ends(both):
    contract = uuid4()
    about = {"subject": contract, "organisation_id": UNIVERSITY}
    for until in (TODAY, TODAY + timedelta(days=300)):
        both.say(agreements.FrameworkContractInForce, expires_on=until, **about)
    assert both.university().framework_until == TODAY + timedelta(days=300)
    both.say(agreements.FrameworkContractTerminated, **about)
    assert both.university().framework_until is None
