"""Which documents must be attached, and when (domain section 2.7). Evidence of organisations (DSPT, ICO, ISO) and of
people (CV, training) is held with them, and not attached to each application; advice of the advisory group on general
practice data and of the Caldicott Guardian is given in review."""

from dataclasses import dataclass
from datetime import date

from services.contracts.intake.application import Document

from ..draft import Draft, years_after
from . import conditions as on
from .decisions import ROUTES
from .vocabulary import ALWAYS, Condition, Joined, Match, one_of


@dataclass(frozen=True)
class Evidence:
    """One kind of document: wanted while `when` holds, and then needed if `required`. `planned`: a provisional request
    may give a target date instead (domain 1.5). `rule` is the rule that asks for it.

    How long it counts (2.7), besides the end that is given with it: `months` after it was dated, or after the answer
    to `since`; and no longer than the answers `until`."""

    kind: str
    label: str
    when: Condition
    planned: bool = False
    rule: str = "G-EVIDENCE"
    required: bool = True
    giver: str = "lead"
    months: int = 0
    since: str = ""
    until: tuple[str, ...] = ()

    def valid_until(self, document: Document, draft: Draft) -> date | None:
        """The last day on which a document of this kind counts; None when it has no end."""
        ends = [document.valid_to, *(draft.day(key) for key in self.until)]
        begins = document.dated or (draft.day(self.since) if self.since else None)
        if self.months and begins:
            ends.append(years_after(begins, self.months // 12))
        return min((day for day in ends if day), default=None)


def _shows(kind: str, text: str) -> Condition:
    """A route through the duty of confidentiality that this kind of document shows (C7)."""
    routes = tuple(route.name for route in ROUTES if kind in route.evidence)
    return Condition(text, one_of("confidentiality", *routes))


COMMITTEE = Condition(
    "the request goes to a committee: record level, or commercial",
    Joined(Match.ANY, (on.RECORD_LEVEL.test, on.COMMERCIAL.test)),
)
# Tables of counts are assessed by the custodian's own disclosure control.
NOT_CONFIDENTIAL = Condition(
    "the route is that the data are not confidential, and they are about single people",
    Joined(Match.ALL, (_shows("ANONYMISATION", "").test, on.RECORD_LEVEL.test)),
)
# The statute that the route rests on, or that regulates the work itself (C11, S2-28).
LAW = Condition(
    "the route is a statute, a direction or regulation 3, or a regulation covers your work",
    Joined(Match.ANY, (_shows("LEGAL_NOTE", "").test, on.REGULATED.test)),
)
KINDS = (
    Evidence("PROTOCOL", "Protocol", on.STUDY),
    Evidence("DATAFLOW", "Data-flow diagram", on.RECORD_LEVEL, giver="analyst"),
    Evidence("REC_LETTER", "Research ethics committee's letter", on.REC_REQUIRED, planned=True, giver="sponsor"),
    Evidence("HRA_LETTER", "Health Research Authority's letter", on.REC_REQUIRED, planned=True, giver="sponsor"),
    Evidence("CAG_LETTER", "Confidentiality Advisory Group's letter", on.SECTION_251, planned=True, giver="protection",
             until=("cag_end", "cag_next_review")),
    Evidence("ANONYMISATION", "Assessment that the data are not confidential", NOT_CONFIDENTIAL, giver="protection"),
    Evidence("CONSENT_FORM", "Every version of the consent form and information sheet", on.CONSENT),
    Evidence("LEGAL_NOTE", "Citation of the law or direction, and legal advice",
             LAW, giver="protection"),
    Evidence("COURT_ORDER", "Court order", _shows("COURT_ORDER", "the route is a court order"), giver="protection"),
    Evidence("PUBLIC_INTEREST_TEST", "Written test of the public interest",
             _shows("PUBLIC_INTEREST_TEST", "the route is overriding public interest"), giver="protection"),
    Evidence("TEAM_LIST", "List of the care team", _shows("TEAM_LIST", "the direct care team extracts the data")),
    Evidence("DPIA", "Data protection impact assessment", on.PERSONAL, planned=True, giver="protection",
             months=12, since="dpia_date"),
    Evidence("LIA", "Legitimate interests assessment", on.LEGITIMATE, giver="protection"),
    Evidence("FUNDING_LETTER", "Funding letter", on.FUNDED, planned=True, giver="finance", until=("funding_end",)),
    Evidence("SPONSOR_LETTER", "Sponsor's letter", on.RESEARCH, giver="sponsor"),
    Evidence("DELEGATED_AUTHORITY", "Authority of each signatory", on.SIGNED, planned=True, giver="signatory"),
    Evidence("JOINT_ARRANGEMENT", "Arrangement between joint controllers", on.JOINT, giver="protection"),
    Evidence("HONORARY_CONTRACT", "Honorary contracts", on.NON_EMPLOYEES),
    Evidence("DATA_SPEC", "Data specification", on.EXTRACT, giver="analyst"),
    Evidence("SUBLICENCE_TEMPLATE", "Template sub-licence", on.SUBLICENCE, rule="X-SUB"),
    Evidence("SUBLICENCE_TERMS", "Terms of reference of the approval group", on.SUBLICENCE, rule="X-SUB"),
    Evidence("SUBLICENCE_CRITERIA", "Criteria for sub-licences", on.SUBLICENCE, rule="X-SUB"),
    Evidence("SUBLICENCE_FLOWDOWN", "How the conditions flow down", on.SUBLICENCE, rule="X-SUB"),
    Evidence("MODEL_CARD", "Model card or plan for the model", on.USES_AI, giver="analyst"),
    Evidence("OPT_OUT_EVIDENCE", "Letter that exempts from the opt-out", on.CAG_EXEMPTION, giver="protection"),
    Evidence("ARCHIVE_REQUIREMENT", "What asks for the records to be archived", on.ARCHIVED),
    Evidence("PRIVACY_NOTICE", "Copy of the privacy notice", on.PERSONAL, required=False, giver="protection",
             months=12, since="privacy_notice_checked"),
    Evidence("LAY_REVIEW", "Report of patient and public involvement", COMMITTEE, required=False),
    Evidence("ONS_APPROVAL", "Approval of the statistics authority", on.STATISTICS_AUTHORITY, required=False),
    Evidence("OTHER", "Other", ALWAYS, required=False),
)  # fmt: skip
EVIDENCE: dict[str, Evidence] = {item.kind: item for item in KINDS}
