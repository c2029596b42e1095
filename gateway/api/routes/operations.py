"""For operators: mail on its way, messages that wait for a person, and the clock of a demo."""

from services.contracts import intake, operations

from ..route import OPERATORS, PUBLIC, act, ask

PARKED = "/operations/<any(intake, review, agreements, provisioning, audit):part>/parked"
ROUTES = (
    ask("/operations/mail", intake.ListMail, OPERATORS),
    act("/operations/mail/<uuid:mail_id>/retry", intake.RetryMail, OPERATORS),
    ask(PARKED, operations.ListParked, OPERATORS),
    act(f"{PARKED}/<uuid:message_id>/replay", operations.ReplayParked, OPERATORS),
    act(f"{PARKED}/<uuid:message_id>/discard", operations.DiscardParked, OPERATORS),
    act("/demo/clock", operations.MoveClock, PUBLIC, part="intake", demo=True),
)
