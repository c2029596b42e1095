"""Users, the agreement and its signatures, the letter, the cohort (domain 1.4.11 to 1.4.14)."""

from datetime import date, timedelta
from typing import Any, Self

from services.chassis import documents
from services.contracts import agreements as a
from services.contracts import provisioning as p

from ..cohort import cohort_csv
from .deciding import Deciding

STATEMENT = "I have read this agreement and sign it for the party that I represent."
TERM = timedelta(days=60)


class Agreeing(Deciding):
    """From the approval to everything that production needs."""

    def verify_users(self, *keys: str) -> Self:
        for key in keys or ("lead", "analyst"):
            self.give(p.AcceptUserTerms, key)
            self.verify(key)
        return self

    def verify(self, key: str, by: str = "quin.abel", **facts: Any) -> None:
        told = {"identity_method": p.IdentityMethod.PHOTO_ID, "document_type": "passport", "last4": "4X7Q", **facts}
        affiliation = self.world.organisations["northbridge"]
        self.give(p.VerifyUser, by, person_id=self.who(key).id, affiliation=affiliation, **told)

    def issue(self, start: date | None = None, end: date | None = None) -> Self:
        start = start or self.today
        self.give(a.IssueAgreement, "gwen.pike", start=start, end=end or start + TERM)
        return self

    def sign(self, party: str, by: str | None = None) -> Self:
        """Read the text, then sign it, for the custodian or for a controller's key."""
        who = by or ("ivo.kent" if party == "custodian" else self.controllers[party])
        named = party if party == "custodian" else str(self.world.organisations[party])
        text = self.give(a.ReadAgreementText, who).text_sha256
        self.give(a.SignAgreement, who, party=named, document_sha256=text, statement=STATEMENT)
        return self

    def order(self) -> Self:
        self.give(a.GivePurchaseOrder, number="PUR/2026/118")
        return self

    def accept_service(self) -> Self:
        if self.agreement().needs_service_agreement:
            self.give(a.SignServiceAgreement, next(iter(self.controllers.values())), statement="We accept the terms.")
        return self

    def sign_all(self) -> Self:
        self.issue().sign("custodian").order().accept_service()
        for party in self.controllers:
            self.sign(party)
        return self

    def letter(self) -> Self:
        if self.agreement().needs_letter:
            self.give(a.SignReleaseLetter, "hari.bose", office=a.LetterOffice.IG_LEAD)
            self.give(a.SignReleaseLetter, "kit.voss", office=a.LetterOffice.CALDICOTT_GUARDIAN)
        return self

    def upload(self, content: bytes, name: str = "", by: str = "analyst") -> p.CohortView:
        """Hand in a cohort file and let it be examined; what became of it."""
        sha256 = documents.put(content, "text/csv")
        self.give(p.UploadCohort, by, sha256=sha256, filename=name or f"{self.reference}_July.csv")
        self.bus.tick("work")
        found = self.project(by).cohort
        assert found is not None
        return found

    def supply_cohort(self) -> Self:
        if self.project().cohort is not None:
            found = self.upload(cohort_csv(self.core))
            assert found.state is p.CohortState.ACCEPTED, found
        return self

    def set_up(self) -> Self:
        return self.verify_users().sign_all().letter().supply_cohort()
