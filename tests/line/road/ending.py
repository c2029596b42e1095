"""Expiry and the certificates (domain 1.4.21, 1.4.22)."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Self

from services.contracts import audit

from .producing import Producing
from .traveller import LONDON

ITEM = audit.DestroyedItem(
    asset="Results of the project", medium=audit.Medium("ssd"), method=audit.Method("purge"),
    technique=audit.Technique("crypto-erase"), tool="cryptsetup 2.6", verification="It can no longer be opened",
    key_id="volume-key-17",
)  # fmt: skip


class Road(Producing):
    """A request on the whole of its way; the steps can be chained."""

    def expire(self) -> Self:
        """The clock at the first moment after the last day, London time; what is ordered is also done."""
        last = self.agreement().ends_on
        assert last is not None
        self.bus.forward(datetime.combine(last + timedelta(days=1), time(), LONDON).astimezone(UTC))
        return self

    def certificate(self, holder: audit.HolderView, **changes: Any) -> audit.Certificate:
        """A certificate that covers everything that this organisation holds."""
        analyst = audit.Signed(name="Cato Nyman", role="Research computing", person_id=self.who("analyst").id)
        facts: dict[str, Any] = {
            "organisation_id": holder.organisation_id, "completed_at": self.bus.at, "performed_by": analyst,
            "witnessed_by": audit.Signed(name="Orla Quist", role="Information security officer"),
            "authorised_by": audit.Signed(name="Petra Quill", role="Signatory", person_id=self.who("signatory").id),
            "backups": audit.Backups(statement=audit.BackupStatement("no-backups")), "items": (ITEM,),
            "locations": holder.locations, "releases": self.deletion().releases, "standard": "NIST SP 800-88",
        }  # fmt: skip
        return audit.Certificate(**(facts | changes))

    def certify(self) -> Self:
        """Each organisation certifies, and an auditor accepts."""
        for holder in self.deletion().holders:
            self.give(audit.SubmitCertificate, certificate=self.certificate(holder))
            self.give(audit.AcceptCertificate, "rosa.finn", organisation_id=holder.organisation_id)
        return self
