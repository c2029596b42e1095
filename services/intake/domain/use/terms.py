"""The terms of the Data Use Ontology, in our words. Identifiers are DUO's; the two abstract parents are left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PERMISSION = "permission"
    MODIFIER = "modifier"


@dataclass(frozen=True)
class DuoTerm:
    """One term. `parameter`: what its parameter is, in words; empty when it has none."""

    short: str
    kind: Kind
    meaning: str
    parameter: str = ""


P, M = Kind.PERMISSION, Kind.MODIFIER
TERMS: Mapping[str, DuoTerm] = {
    "DUO:0000004": DuoTerm("NRES", P, "No restriction on use"),
    "DUO:0000042": DuoTerm("GRU", P, "Research of any kind"),
    "DUO:0000006": DuoTerm("HMB", P, "Health, medical and biomedical purposes; not ancestry"),
    "DUO:0000007": DuoTerm("DS", P, "Only work on the disease named", "disease (Mondo)"),
    "DUO:0000011": DuoTerm("POA", P, "Only work on ancestry or the origin of populations"),
    "DUO:0000012": DuoTerm("RS", M, "Only studies of the kind named", "kind of study"),
    "DUO:0000015": DuoTerm("NMDS", M, "Not for developing methods or software alone"),
    "DUO:0000016": DuoTerm("GSO", M, "Genetic studies only"),
    "DUO:0000018": DuoTerm("NPUNCU", M, "Not-for-profit organisations, for uses that are not commercial"),
    "DUO:0000019": DuoTerm("PUB", M, "Results must be published"),
    "DUO:0000020": DuoTerm("COL", M, "Together with the investigator named", "investigator"),
    "DUO:0000021": DuoTerm("IRB", M, "With an ethics approval"),
    "DUO:0000022": DuoTerm("GS", M, "Only within a region", "region"),
    "DUO:0000024": DuoTerm("MOR", M, "Nothing published before a date", "date"),
    "DUO:0000025": DuoTerm("TS", M, "For a limited time", "months"),
    "DUO:0000026": DuoTerm("US", M, "By the users named", "users"),
    "DUO:0000027": DuoTerm("PS", M, "Within the project named", "project"),
    "DUO:0000028": DuoTerm("IS", M, "Within the institution named", "institution"),
    "DUO:0000029": DuoTerm("RTN", M, "Derived data are returned"),
    "DUO:0000043": DuoTerm("CC", M, "Clinical care is allowed too"),
    "DUO:0000044": DuoTerm("NPOA", M, "Not for work on ancestry or the origin of populations"),
    "DUO:0000045": DuoTerm("NPU", M, "Not-for-profit organisations only"),
    "DUO:0000046": DuoTerm("NCU", M, "Uses that are not commercial only"),
}
