"""The table of routes, and what of the contracts is deliberately not in it."""

from dataclasses import replace

from services.contracts import wire

from ..route import PREFIX, Route, Row, Screen
from . import (
    accounts,
    agreements,
    applications,
    audit,
    content,
    enquiries,
    form,
    operations,
    organisations,
    provisioning,
    review,
    screens,
    settings,
)

AREAS = {
    "Accounts": accounts,
    "Organisations and catalogue": organisations,
    "Content pages": content,
    "Form": form,
    "Settings": settings,
    "Enquiries": enquiries,
    "Requests": screens,
    "Applications": applications,
    "Review": review,
    "Agreements": agreements,
    "Provisioning": provisioning,
    "Audit": audit,
    "Operations": operations,
}
TABLE: tuple[Row, ...] = tuple(replace(row, area=area) for area, module in AREAS.items() for row in module.ROUTES)
ROUTES = tuple(row for row in TABLE if isinstance(row, Route))
SCREENS = tuple(row for row in TABLE if isinstance(row, Screen))

# Message -> why it has no route of its own.
NOT_OVER_HTTP: dict[str, str] = {
    "SignIn": "POST /session and POST /tokens: the gateway keeps the cookie",
    "SignInWithProvider": "GET /sign-in/oidc and what follows it: only the gateway can say what a provider said",
    "SignOut": "DELETE /session: the gateway names the session",
    "ReadSession": "asked by the gateway for each request; GET /session shows its answer",
    "TouchSession": "sent by the gateway while a session is used",
    "ReadExportSchema": "GET /form/schema: the schema itself, as validators read it",
    "MyTasks": "part of GET /my/tasks",
    "MyReviewTasks": "part of GET /my/tasks",
    "MyAgreementTasks": "part of GET /my/tasks",
    "MyProvisioningTasks": "part of GET /my/tasks",
    "MyAuditTasks": "part of GET /my/tasks",
}


# (part, command) -> method and path. Of two routes of one command the first; a download leads to a file, not to a step.
_LINKS = {
    (wire.owner(row.message), row.name): (row.method, PREFIX + row.template)
    for row in reversed(ROUTES)
    if not row.download
}


def link(part: str, command: str) -> tuple[str, str]:
    """Method and path of a command, for whoever may give it; empty when it has no route."""
    return _LINKS.get((part, command), ("", ""))
