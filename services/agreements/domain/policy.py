"""What differs between the two profiles (decision 2 of domain 0.3), as data. An agreement keeps the answers it was
generated with, so that changing this table changes no offer that is already out."""

from dataclasses import dataclass
from datetime import date

from services.contracts.agreements import CUSTODIAN
from services.contracts.request import Access, Level, Party, Profile, Request
from services.contracts.settings import Settings
from services.contracts.settings.table import CONTROLLERS_FIRST, CUSTODIAN_FIRST, CUSTODIAN_NAME, SIGNING_ORDER

CONTROLLERS = "controllers"
EXEMPT_ROUTES = frozenset({"internal-recharge", "waiver", "prepaid"})
DSPT_ACCEPTED = frozenset({"STANDARDS_MET", "STANDARDS_EXCEEDED"})


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`service_agreement_for`: ways of access that need the access service's own terms (S4-44)."""

    custodian_ods: frozenset[str]
    service_agreement_for: frozenset[Access] = frozenset({Access.SDE})
    service_terms: str = "SDE-TERMS-1.0"
    needs_letter: bool = False


POLICIES: dict[Profile, Policy] = {
    Profile.HOSPITAL: Policy(
        custodian_ods=frozenset({"ZZT01"}),
        needs_letter=True,
    ),
    Profile.DARS: Policy(custodian_ods=frozenset({"ZZT01", "X26"})),
}
SIGNING_ORDERS = {
    CUSTODIAN_FIRST: (CUSTODIAN, CONTROLLERS),
    CONTROLLERS_FIRST: (CONTROLLERS, CUSTODIAN),
}


def signing_order(settings: Settings, profile: Profile, day: date) -> tuple[str, ...]:
    """Whose turn comes after whose in an agreement that is prepared on this day (S1-23 to S1-26; a setting, because
    S2-45 and S4-41 leave it open)."""
    return SIGNING_ORDERS[settings.text(SIGNING_ORDER, day, profile)]


def custodian(settings: Settings, profile: Profile, day: date) -> str:
    """The name under which the custodian makes an agreement on this day."""
    return settings.text(CUSTODIAN_NAME, day, profile)


def framework_needed(party: Party, request: Request) -> bool:
    """G-DSFC: a controller of anything but suppressed aggregates needs a framework contract with the custodian; the
    custodian needs none with itself."""
    is_custodian = party.ods_code in POLICIES[request.profile].custodian_ods
    return request.level is not Level.AGGREGATE_SUPPRESSED and not is_custodian


def order_exempt(payment_route: str) -> bool:
    """G-PO: some routes of payment have no purchase order."""
    return payment_route.replace("_", "-").lower() in EXEMPT_ROUTES
