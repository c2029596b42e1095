"""The end: access stops, the workspace is destroyed, every organisation certifies: S3-21, S4-46, S4-47."""

from deploy.journey.ending import ITEM

from ..hands import Window
from . import Request, deciding


def run_out(w: Window, r: Request) -> None:
    """Three months later the agreement has ended: there are no files to be read any more."""
    deciding.move_the_clock(w, r, "90 days")
    w.act_as(r.people["analyst"]).mine(r.reference)
    w.until(w.page.get_by_role("region", name="Setting up, and the data").filter(has_text="Destroyed"))
    assert w.page.get_by_role("link", name="Files", exact=True).count() == 0


def certify(w: Window, r: Request) -> None:
    """A certificate for each organisation, accepted by the auditor one by one."""
    while True:
        w.act_as(r.lead).mine(r.reference)
        due = w.page.get_by_role("link", name="Give the certificate of destruction")
        if due.count() == 0:
            return
        w.follow("Give the certificate of destruction")
        done = f"{r.today:%Y-%m-%d}"
        names = {"performed_by": r.name("analyst"), "witnessed_by": "Orla Quist", "authorised_by": r.name("signatory")}
        roles = {f"{part}-role": "Head of research computing" for part in names}
        w.give("Send the certificate", "has been sent", **names, **roles,
               **{"completed_at": done, "completed_at.time": "00:01", "backups.statement": "no-backups"},
               items=[ITEM], standard="NIST SP 800-88 revision 1")  # fmt: skip
        w.act_as("rosa.finn").task(r.reference)
        w.follow("Accept the certificate")
        w.give("Accept it", "has been accepted", note="Complete, and witnessed")


def be_closed(w: Window, r: Request) -> None:
    """Everybody sees that it is closed, and the ledger has all of it."""
    w.act_as(r.lead).menu("MyDARs")
    w.until(w.page.locator("tr").filter(has_text=r.reference).filter(has_text="losed"))
