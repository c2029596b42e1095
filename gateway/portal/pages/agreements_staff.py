"""The agreement: offered, its signatories named, read and signed; the release letter; suspended, reinstated, ended."""

from collections.abc import Mapping
from typing import Any

from services.contracts import agreements
from services.contracts.agreements import LetterOffice
from services.contracts.message import Role

from ...api.route import SIGNED_IN, STAFF_ONLY
from .. import asking, choices
from ..row import Column, Field, Filter, Form, Listing
from ..visit import Visit
from .requests import ASKED_OF, HERE, ONE
from .validation import REQUESTS

READERS = frozenset({
    Role.SIRO, Role.CALDICOTT_GUARDIAN, Role.IG_LEAD, Role.CASE_OFFICER, Role.CUSTODIAN_SIGNATORY,
    Role.PRODUCTION_ANALYST, Role.PRODUCTION_QA, Role.RELEASE_APPROVER, Role.AUDITOR, Role.SDE_ADMIN, Role.FINANCE,
})  # fmt: skip
STATES = (
    ("generated", "Made, and not offered yet"), ("issued", "Offered for signature"),
    ("custodian-signed", "Signed by the custodian"), ("partially-signed", "Signed by some"), ("effective", "In force"),
    ("suspended", "Suspended"), ("superseded", "Replaced by a later one"), ("expired", "Run out"),
    ("terminated", "Ended early"), ("lapsed", "Lapsed: not signed in time"),
)  # fmt: skip
STATEMENT = "I have read this agreement, I am authorised to sign it for the party that I represent, and I sign it."


def term(visit: Visit) -> Mapping[str, Any]:
    """The term of the request."""
    found = visit["agreement"]
    return {"start": found.starts_on, "end": found.ends_on}


def controllers(visit: Visit) -> list[tuple[str, str]]:
    """The parties for which somebody can still be named."""
    found = visit["agreement"]
    signed = {one.party for one in found.signatures} if found else set()
    return [
        (slot.party, f"{slot.name}: {slot.person_name or 'nobody is named'}")
        for slot in (found.signatories if found else ())
        if slot.party != agreements.CUSTODIAN and slot.party not in signed
    ]


def parties(visit: Visit) -> list[tuple[str, str]]:
    """The parties for which the asker may sign now."""
    found = visit["agreement"]
    return [(slot.party, slot.name) for slot in found.signatories if slot.party in found.signs_for] if found else []


def text_read(visit: Visit) -> Mapping[str, Any]:
    """The text that is signed is the one that stands now: the service refuses when it is not the one that was read."""
    found = visit["agreement"]
    return {"document_sha256": found.text_sha256 if found else visit.arg("text")}


def my_offices(visit: Visit) -> list[tuple[str, str]]:
    """The offices that the asker's account holds."""
    words = {LetterOffice.IG_LEAD: "IG lead", LetterOffice.CALDICOTT_GUARDIAN: "Caldicott Guardian"}
    return [(one.value, words[one]) for one in LetterOffice if Role(one.value) in visit.caller.actor.roles]


PAGES = (
    Listing(
        path="/staff/agreements",
        who=READERS,
        title="Agreements",
        nav="Agreements",
        query=agreements.ListAgreements,
        columns=(
            Column("Reference", lambda row: row.reference, lambda row: f"/requests/{row.application_id}", "reference"),
            Column("Agreement", lambda row: row.agreement_ref),
            Column("Title", lambda row: row.title),
            Column("Where it is", lambda row: row.label),
            Column("Sign by", lambda row: row.lapses_at),
            Column("Ends on", lambda row: row.ends_on, sort="ends_on"),
        ),
        filters=(
            Filter("q", "Reference or title"), Filter("state", "State", STATES),
            Filter("profile", "Asked of", ASKED_OF),
        ),
        empty="No agreement has been made yet.",
    ),
    Form(
        path=f"{ONE}/agreement/issue",
        who=STAFF_ONLY,
        command=agreements.IssueAgreement,
        title="Offer the agreement for signature",
        crumbs=REQUESTS,
        intro=("It was made from what was approved. Once issued it is open for signature until the day it names.",),
        asks=asking.agreement,
        needs="agreement",
        fields=(
            Field("start", "From which day does it hold?", "Leave empty for the day that was asked for, or today when "
                  "that is over."),
            Field("end", "Until which day?", "Leave empty for the day that was asked for."),
        ),
        start=term,
        submit="Offer the agreement",
        then=HERE,
        done="The agreement is open for signature. Everybody who is to sign has been told.",
    ),
    Form(
        path=f"{ONE}/agreement/signatories",
        who=STAFF_ONLY,
        command=agreements.NameSignatory,
        title="Name who signs for a controller",
        template="staff/choose_person.html",
        crumbs=REQUESTS,
        intro=("Not the lead of the project. The person needs an account, and the authority to sign.",),
        asks=lambda visit: {**asking.agreement(visit), "people": choices.matching(visit)},
        needs="agreement",
        fields=(
            Field("organisation_id", "For which controller?", kind="one",
                  none="Every controller has signed, so nobody can be named any more.", choices=controllers),
            Field("person_id", "Who signs?", kind="one", choices=choices.people, none=choices.NOBODY_FOUND),
            Field("name", kind="hidden"),
            Field("authority", "By which authority?", "For example: scheme of delegation of March 2026, item 12.",
                  kind="long"),
        ),
        read=choices.called("person_id", "name"),
        submit="Name the signatory",
        then=HERE,
        done="The signatory is named, and has been asked to read and sign.",
    ),
    Form(
        path=f"{ONE}/agreement/text",
        who=SIGNED_IN,
        command=agreements.ReadAgreementText,
        title="Read the agreement",
        template="agreements/open_text.html",
        crumbs=REQUESTS,
        asks=asking.agreement,
        needs="agreement",
        submit="Open the agreement",
        shows="agreements/text.html",
    ),
    Form(
        path=f"{ONE}/agreement/sign",
        who=SIGNED_IN,
        command=agreements.SignAgreement,
        title="Sign the agreement",
        template="agreements/sign.html",
        crumbs=REQUESTS,
        asks=asking.agreement,
        needs="agreement",
        fields=(
            Field("party", "For which party do you sign?", kind="one", choices=parties,
                  none="No party waits for your signature: another signs first, or yours is there already."),
            Field("statement", "What you declare", "Your name, the time and the SHA-256 of the text stand beside it."),
        ),
        fixed=text_read,
        start=lambda visit: {"statement": STATEMENT},
        submit="Sign",
        then=HERE,
        done="You have signed. When everybody has, the agreement is in force and all parties are told.",
    ),
    Form(
        path=f"{ONE}/release-letter/sign",
        who=STAFF_ONLY,
        command=agreements.SignReleaseLetter,
        title="Sign the data release confirmation letter",
        template="agreements/letter.html",
        crumbs=REQUESTS,
        asks=asking.agreement,
        needs="agreement",
        fields=(Field("office", "As what do you sign?", "Two people sign: the IG lead and the Caldicott Guardian.",
                      choices=my_offices, none="Only the IG lead and the Caldicott Guardian sign it."),),
        submit="Sign the letter",
        then=HERE,
        done="You have signed the letter. With both signatures it is issued, and names who may use the data.",
    ),
    Form(
        path=f"{ONE}/agreement/suspend",
        who=STAFF_ONLY,
        command=agreements.SuspendAgreement,
        title="Suspend the agreement",
        crumbs=REQUESTS,
        intro=("Nobody can use the data from this moment. To lift it, two people are needed, one of them the SIRO.",),
        asks=asking.agreement,
        needs="agreement",
        fields=(Field("reason", "Why?", "At least 10 characters. The applicant reads this."),),
        submit="Suspend it now",
        danger=True,
        then=HERE,
        done="The agreement is suspended: nobody can use the data. Everybody has been told.",
    ),
    Form(
        path=f"{ONE}/agreement/reinstatement",
        who=STAFF_ONLY,
        command=agreements.ProposeReinstatement,
        title="Propose to lift the suspension",
        crumbs=REQUESTS,
        intro=("A second person has to agree; one of the two is the SIRO.",),
        asks=asking.agreement,
        needs="agreement",
        fields=(
            Field("root_cause", "What was the cause?", "At least 10 characters."),
            Field("actions", "What has been done about it?", "At least 10 characters."),
        ),
        submit="Propose it",
        then=HERE,
        done="Your proposal waits for the second person.",
    ),
    Form(
        path=f"{ONE}/agreement/reinstatement/approve",
        who=STAFF_ONLY,
        command=agreements.ApproveReinstatement,
        title="Lift the suspension",
        crumbs=REQUESTS,
        intro=("Somebody else has proposed it. From now on the data can be used again, until the end of the term.",),
        asks=asking.agreement,
        needs="agreement",
        submit="Lift the suspension",
        danger=True,
        then=HERE,
        done="The agreement is in force again. Everybody has been told.",
    ),
    Form(
        path=f"{ONE}/agreement/terminate",
        who=STAFF_ONLY,
        command=agreements.TerminateAgreement,
        title="End the agreement before its time",
        crumbs=REQUESTS,
        intro=("This cannot be taken back. Access ends now, and every copy of the data must be destroyed and that be "
               "certified.",),
        asks=asking.agreement,
        needs="agreement",
        fields=(Field("reason", "Why?", "At least 10 characters. The applicant reads this."),),
        submit="End the agreement",
        danger=True,
        then=HERE,
        done="The agreement has ended. The data are to be destroyed, and everybody has been told.",
    ),
)  # fmt: skip
