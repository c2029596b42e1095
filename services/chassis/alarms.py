"""Tells the ledger of senders that could not be believed: at most once a minute for each reason, however many there
were, and how many. So nobody can flood it by trying."""

import logging
import time
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from services.contracts.message import SYSTEM, Call, CallerRefused, happened

from . import clock, mail, strangers
from .loops import Loop

log = logging.getLogger(__name__)
NAMESPACE = UUID("1d7a2f0c-97f6-5a53-8f0e-6f5c0a3b7c55")  # of the subjects: one for each service


class Alarms(Loop):
    """Says it, from time to time. While the database is away the tally waits; when the process is killed it is lost."""

    def round(self) -> bool:
        now = time.monotonic()
        for reason, call, times in strangers.TALLY.due(now):
            self._tell(reason, call, times)
            strangers.TALLY.told(reason, times, now)
        return False

    def _tell(self, reason: str, call: str, times: int) -> None:
        log.warning("senders were refused", extra={"reason": reason, "call": call, "times": times})
        service = self.container.service_name
        here = Call(actor=SYSTEM, at=clock.now())

        def post(session: Session) -> None:
            session.info["service"] = service
            subject = uuid5(NAMESPACE, service)
            mail.post(session, happened(CallerRefused, here, subject, reason=reason, asked=call, times=times))

        self.db.write(post, here)
