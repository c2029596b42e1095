"""Who may go where: said here once more, apart from the tables, so that a slip in a row is seen."""

from services.contracts.message import STAFF, Role

from .conftest import NOBODY, WHO
from .expected_staff import STAFF_PAGES

EVERYBODY = frozenset(WHO)
SIGNED_IN = EVERYBODY - {NOBODY}
STAFF_ONLY = frozenset(role.value for role in STAFF)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR.value})
OPERATORS = frozenset({Role.OPERATOR.value, Role.ADMINISTRATOR.value})

ONE = "/requests/<uuid:application_id>"
EXPECTED: dict[str, frozenset[str]] = {
    "/": EVERYBODY,
    "/how-it-works": EVERYBODY,
    "/before-you-apply": EVERYBODY,
    "/cohort": EVERYBODY,
    "/policies": EVERYBODY,
    "/help": EVERYBODY,
    "/faq": EVERYBODY,
    "/accessibility": EVERYBODY,
    "/privacy": EVERYBODY,
    "/cookies": EVERYBODY,
    "/search": EVERYBODY,
    "/pages/<page>": EVERYBODY,
    "/data": EVERYBODY,
    "/data/<dataset>": EVERYBODY,
    "/data/<dataset>/fields.csv": EVERYBODY,
    "/charges": EVERYBODY,
    "/service-levels": EVERYBODY,
    "/dashboard": EVERYBODY,
    "/register": EVERYBODY,
    "/register/<reference>": EVERYBODY,
    "/committee": EVERYBODY,
    "/staff/content": ADMINISTRATORS,
    "/staff/content/<page>": ADMINISTRATORS,
    "/staff/content/<page>/files": ADMINISTRATORS,
    "/staff/content/<page>/files/<uuid:file_id>/remove": ADMINISTRATORS,
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
    "/my/enquiries": SIGNED_IN,
    "/enquiries/new": SIGNED_IN,
    "/enquiries/<uuid:enquiry_id>": SIGNED_IN,
    "/enquiries/<uuid:enquiry_id>/answers": SIGNED_IN,
    "/enquiries/<uuid:enquiry_id>/notes": SIGNED_IN,
    "/enquiries/<uuid:enquiry_id>/funding": SIGNED_IN,
    "/enquiries/<uuid:enquiry_id>/withdraw": SIGNED_IN,
    "/enquiries/<uuid:enquiry_id>/reopen": SIGNED_IN,
}

EXPECTED |= STAFF_PAGES
