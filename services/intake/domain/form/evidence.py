"""Which documents must be attached, and when (domain section 2.7). Evidence of organisations (DSPT, ICO, ISO) and of
people (CV, training) is held with them, and not attached to each application."""

from dataclasses import dataclass

from . import conditions as on
from .field import NEVER, Condition


@dataclass(frozen=True)
class Evidence:
    """One kind of document. `planned`: a provisional request may give a target date instead (domain 1.5).
    `rule` is the rule that asks for it."""

    kind: str
    label: str
    when: Condition
    planned: bool = False
    rule: str = "G-EVIDENCE"


EVIDENCE: dict[str, Evidence] = {
    item.kind: item
    for item in (
        Evidence("PROTOCOL", "Protocol", on.STUDY),
        Evidence("DATAFLOW", "Data-flow diagram", on.RECORD_LEVEL),
        Evidence("REC_LETTER", "Research ethics committee's letter", on.REC_REQUIRED, planned=True),
        Evidence("HRA_LETTER", "Health Research Authority's letter", on.REC_REQUIRED, planned=True),
        Evidence("CAG_LETTER", "Confidentiality Advisory Group's letter", on.SECTION_251, planned=True),
        Evidence("CONSENT_FORM", "Every version of the consent form and information sheet", on.CONSENT),
        Evidence("DPIA", "Data protection impact assessment", on.PERSONAL, planned=True),
        Evidence("LIA", "Legitimate interests assessment", on.LEGITIMATE),
        Evidence("FUNDING_LETTER", "Funding letter", on.FUNDED, planned=True),
        Evidence("SPONSOR_LETTER", "Sponsor's letter", on.RESEARCH),
        Evidence("DELEGATED_AUTHORITY", "Authority of each signatory", on.SIGNED, planned=True),
        Evidence("JOINT_ARRANGEMENT", "Arrangement between joint controllers", on.JOINT),
        Evidence("HONORARY_CONTRACT", "Honorary contracts", on.NON_EMPLOYEES),
        Evidence("DATA_SPEC", "Data specification", on.EXTRACT),
        Evidence("SUBLICENCE_TEMPLATE", "Template sub-licence", on.SUBLICENCE, rule="X-SUB"),
        Evidence("SUBLICENCE_TERMS", "Terms of reference of the approval group", on.SUBLICENCE, rule="X-SUB"),
        Evidence("SUBLICENCE_CRITERIA", "Criteria for sub-licences", on.SUBLICENCE, rule="X-SUB"),
        Evidence("SUBLICENCE_FLOWDOWN", "How the conditions flow down", on.SUBLICENCE, rule="X-SUB"),
        Evidence("MODEL_CARD", "Model card or plan for the model", on.USES_AI),
        Evidence("OPT_OUT_EVIDENCE", "Letter that exempts from the opt-out", on.CAG_EXEMPTION),
        Evidence("PRIVACY_NOTICE", "Copy of the privacy notice", NEVER),
        Evidence("OTHER", "Other", NEVER),
    )
}
