"""The national data opt-out: does it apply to this release, is it applied, and what is kept as proof (S1-30).

Two truths are stored for every release: what the law required (`legally_required`) and what was done (`applied`).
A hospital may do more than the law asks, never less.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.provisioning.domain.failed_closed import FailedClosed


class Policy(StrEnum):
    """How far the custodian goes."""

    STATUTORY_MINIMUM = "statutory_minimum"
    APPLY_UNLESS_EXEMPT = "apply_unless_exempt"


class Position(StrEnum):
    """What the agreement says about opt-outs (form field H5)."""

    APPLIED = "applied"
    NOT_CPI = "not_applied_not_CPI"
    CONSENT = "not_applied_consent"
    REGULATION_3 = "not_applied_reg3"
    LAW = "not_applied_law"
    PUBLIC_INTEREST = "not_applied_public_interest"
    CAG_EXEMPTION = "not_applied_cag_exemption"
    MIXED = "mixed"


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What is declared about one flow of data. The defaults are the cautious answers.

    `cpi`: confidential patient information in the hands of the recipient. `policy_exemption`: the name of a published
    exemption, empty for none. `cag_exemption`: the custodian has seen the support letter or the published minutes that
    say, expressly, that opt-outs do not apply.
    """

    individual_care: bool = False
    cpi: bool = True
    consent: bool = False
    regulation_3: bool = False
    public_interest: bool = False
    law: bool = False
    policy_exemption: str = ""
    section_251: bool = False
    cag_exemption: bool = False


_ROUTES: Mapping[str, Mapping[str, bool]] = {
    "not_confidential": {"cpi": False},
    "consent": {"consent": True},
    "s251_reg5": {"section_251": True},
    "s251_reg2": {"section_251": True},
    "reg3": {"regulation_3": True},
    "statute_or_direction": {"law": True},
    "court_order": {"law": True},
    "public_interest": {"public_interest": True},
    # The care team's own extraction reaches the workspace only de-identified.
    "direct_care_team": {"cpi": False},
}


def basis_of(route: str, *, cag_exemption: bool = False, policy_exemption: str = "") -> Basis:
    """The basis that follows from the common-law duty route of the application (form field C7).

    Raises FailedClosed `route-unknown`.
    """
    if route not in _ROUTES:
        raise FailedClosed("route-unknown", "This is not a known common-law duty route.")
    return Basis(**_ROUTES[route], cag_exemption=cag_exemption, policy_exemption=policy_exemption)


NOT_CPI, NO_ROUTE = "not-cpi", "no-lawful-route"

_Step = tuple[Callable[[Basis], object], bool, str]
PROCEDURE: tuple[_Step, ...] = (
    # (does this step answer the question?, legally required, reason). Order is the procedure: the first answer wins,
    # so consent wins over everything after it, whenever it was given.
    (lambda basis: basis.individual_care, False, "individual-care"),
    (lambda basis: not basis.cpi, False, NOT_CPI),
    (lambda basis: basis.consent, False, "consent"),
    (lambda basis: basis.regulation_3, False, "regulation-3"),
    (lambda basis: basis.public_interest, False, "public-interest"),
    (lambda basis: basis.law, False, "required-by-law"),
    (lambda basis: basis.policy_exemption, False, "policy-exemption"),
    (lambda basis: basis.section_251 and basis.cag_exemption, False, "cag-exemption"),
    (lambda basis: basis.section_251, True, "section-251"),
    (lambda basis: True, True, NO_ROUTE),
)

_SUPPORTS: Mapping[Position, frozenset[str]] = {
    Position.NOT_CPI: frozenset({NOT_CPI}),
    Position.CONSENT: frozenset({"consent"}),
    Position.REGULATION_3: frozenset({"regulation-3"}),
    Position.LAW: frozenset({"required-by-law", "policy-exemption", "individual-care"}),
    Position.PUBLIC_INTEREST: frozenset({"public-interest"}),
    Position.CAG_EXEMPTION: frozenset({"cag-exemption"}),
}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Whether opt-outs must be applied, why, and whether they are."""

    legally_required: bool
    reason: str
    applied: bool


def required(basis: Basis) -> tuple[bool, str]:
    """Whether the law requires opt-outs to be upheld on this basis, and the reason code of the deciding step."""
    return next((answer, reason) for applies, answer, reason in PROCEDURE if applies(basis))


def decide(basis: Basis, position: Position, policy: Policy = Policy.APPLY_UNLESS_EXEMPT) -> Decision:
    """What happens to opted-out people in a release whose agreement declares `position`.

    Applying is always permitted. Not applying is permitted only where the declared reason is the one that the basis
    gives (X-OPT1, X-OPT2), and under `apply_unless_exempt` never merely because the data are not confidential.
    Raises FailedClosed: `no-lawful-route`, `position-mixed` (X-OPT3: one release has one flow, so one position),
    `position-not-supported`, `policy-applies-opt-outs`.
    """
    legally_required, reason = required(basis)
    if reason == NO_ROUTE:
        raise FailedClosed(NO_ROUTE, "Confidential data beyond individual care need a lawful route before production.")
    if position == Position.MIXED:
        raise FailedClosed("position-mixed", "State the opt-out position of this flow; a release cannot mix them.")
    if position == Position.APPLIED:
        return Decision(legally_required=legally_required, reason=reason, applied=True)
    if reason not in _SUPPORTS[position]:
        raise FailedClosed("position-not-supported", f"The position {position} is not supported by {reason}.")
    if position == Position.NOT_CPI and policy == Policy.APPLY_UNLESS_EXEMPT:
        raise FailedClosed("policy-applies-opt-outs", "The custodian upholds opt-outs in pseudonymised data as well.")
    return Decision(legally_required=legally_required, reason=reason, applied=False)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the release record keeps of the opt-out step: counts and a hash, never a number.

    `method` is `check-service` or `not-applied`; `approver` stays empty until a second person signs the release.
    `warnings` holds `removed-rate-unusual` when a second approver must look at the share removed.
    """

    basis: str
    legally_required: bool
    applied: bool
    method: str
    checked_at: datetime | None
    n_in: int
    n_out: int
    removed: int
    list_sha256: str
    operator: str
    approver: str = ""
    warnings: tuple[str, ...] = ()
