"""What differs between the two profiles, as data: who holds the data, which precedents are active, set-up order."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.contracts.request import Profile


@dataclass(frozen=True, kw_only=True)
class Policy:
    """`custodians` are ODS codes of the organisations whose environment holds the data; `precedents` are those of
    precedents.PRECEDENTS that are in force until the committee says otherwise; `setup` is the order in which set-up
    items are shown (1.3)."""

    custodians: frozenset[str]
    precedents: frozenset[str]
    setup: tuple[str, ...]


POLICIES: Mapping[Profile, Policy] = {
    Profile.HOSPITAL: Policy(
        custodians=frozenset({"ZZT01"}),
        precedents=frozenset({"P8"}),
        setup=("conditions", "users", "issued", "custodian", "purchase-order", "controllers", "service", "letter",
               "cohort"),
    ),
    Profile.DARS: Policy(
        custodians=frozenset({"ZZT01", "X26"}),
        precedents=frozenset(),
        setup=("conditions", "issued", "custodian", "purchase-order", "controllers", "service", "letter", "cohort",
               "users"),
    ),
}  # fmt: skip
