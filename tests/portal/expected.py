"""Who may go where: said here once more, apart from the tables, so that a slip in a row is seen."""

from services.contracts.message import STAFF, Role

from .conftest import NOBODY, WHO

EVERYBODY = frozenset(WHO)
SIGNED_IN = EVERYBODY - {NOBODY}
STAFF_ONLY = frozenset(role.value for role in STAFF)
OPERATORS = frozenset({Role.OPERATOR.value, Role.ADMINISTRATOR.value})

ONE = "/requests/<uuid:application_id>"
EXPECTED: dict[str, frozenset[str]] = {
    "/": EVERYBODY,
    "/sign-in": EVERYBODY,
    "/sign-out": SIGNED_IN,
    "/sign-up": EVERYBODY,
    "/sign-up/confirm": EVERYBODY,
    "/password/forgotten": EVERYBODY,
    "/password/new": EVERYBODY,
    "/account/second-factor": SIGNED_IN,
    "/account/second-factor/start": SIGNED_IN,
    "/account/second-factor/code.svg": SIGNED_IN,
    "/account/second-factor/confirm": SIGNED_IN,
    "/account/second-factor/recovery-codes": SIGNED_IN,
    "/demo/sign-in": EVERYBODY,
    "/demo/clock": EVERYBODY,
    "/my/tasks": SIGNED_IN,
    "/my/requests": SIGNED_IN,
    "/my/requests/start": SIGNED_IN,
    "/staff/requests": STAFF_ONLY,
    ONE: SIGNED_IN,
    f"{ONE}/withdraw": SIGNED_IN,
    f"{ONE}/draft": SIGNED_IN,
    f"{ONE}/draft/<letter>": SIGNED_IN,
    f"{ONE}/documents": SIGNED_IN,
    f"{ONE}/documents/attach": SIGNED_IN,
    f"{ONE}/documents/<uuid:document_id>/remove": SIGNED_IN,
    f"{ONE}/submit": SIGNED_IN,
    f"{ONE}/answers": SIGNED_IN,
    f"{ONE}/versions/<int:version>": SIGNED_IN,
    f"{ONE}/queries/<uuid:query_id>/answer": SIGNED_IN,
    f"{ONE}/reopen": SIGNED_IN,
}
