"""My profile with its evidence, my notices, and the organisations."""

from collections.abc import Mapping
from typing import Any

from services.contracts import agreements, intake

from ...api.route import SIGNED_IN, STAFF_ONLY
from ..row import Column, Field, Filter, Form, Listing, Page
from ..visit import Visit
from ..words import humanised

ACCOUNT = ("/account", "Your account")
AT_MOST = 200
COURSES = (
    ("DSA-L1", "NHS Data Security Awareness, or an employer's equivalent", "Counts for 12 months."),
    ("MRC-RGC", "MRC: Research, GDPR and confidentiality", "Counts for 36 months."),
    ("SRT", "Safe Researcher Training", "Counts for 60 months."),
    ("GCP", "Good Clinical Practice", "Counts for 36 months."),
    ("SDC", "Output checker training", "Counts for 24 months."),
    ("IG-CG", "Caldicott Guardian or SIRO role training", "Counts for 36 months."),
)
DSPT = (
    ("STANDARDS_EXCEEDED", "Standards exceeded"), ("STANDARDS_MET", "Standards met"),
    ("APPROACHING_STANDARDS", "Approaching standards"), ("STANDARDS_NOT_MET", "Standards not met"),
    ("STANDARDS_NOT_MET_PLAN_AGREED", "Standards not met, plan agreed"), ("NOT_PUBLISHED", "Not published"),
)  # fmt: skip
EVIDENCE = (
    Field("ico_number", "Data-protection registration (ICO)", "For example ZA123456."),
    Field("ico_expiry", "The registration ends", "For example 31 3 2027."),
    Field("dspt_status", "Status in the Data Security and Protection Toolkit", choices=DSPT),
    Field("dspt_year", "Of which year", "For example 2025-26."),
    Field("dspt_published_on", "Published on"),
    Field("iso27001_certificate", "Number of the ISO 27001 certificate", "If there is one."),
    Field("iso27001_scope", "What the certificate covers", "For example: the research computing service."),
    Field("iso27001_expiry", "The certificate ends"),
    Field("dpo_contact", "Contact of the data protection officer", "An address of the office, such as "
          "dpo@hospital.nhs.uk."),
)  # fmt: skip


def mine(_visit: Visit) -> dict[str, Any]:
    """My profile."""
    return {"profile": intake.ReadProfile()}


def organisations(visit: Visit) -> list[tuple[str, str]]:
    """The registered organisations."""
    rows = visit["organisations"].rows if visit["organisations"] else ()
    return [("", "None"), *((str(one.organisation_id), one.name) for one in rows)]


def organisation(visit: Visit) -> dict[str, Any]:
    """The organisation that the address names."""
    return {"organisation": intake.ReadOrganisation(organisation_id=visit.path["organisation_id"])}


def with_framework(visit: Visit) -> dict[str, Any]:
    """The organisation, and the framework contract that it has; to those who may not see that it is no answer."""
    contracts = agreements.ListFrameworkContracts(organisation_id=visit.path["organisation_id"])
    return {**organisation(visit), "frameworks": contracts}


def filled(name: str) -> Any:
    """To begin with what an answer says."""

    def start(visit: Visit) -> Mapping[str, Any]:
        return vars(visit[name]) if visit[name] else {}

    return start


PAGES = (
    Page(
        path="/account",
        who=SIGNED_IN,
        title="Your account",
        template="accounts/account.html",
        asks=mine,
        needs="profile",
    ),
    Form(
        path="/account/profile",
        who=SIGNED_IN,
        command=intake.SaveProfile,
        title="Your profile",
        action="Change your profile",
        crumbs=(ACCOUNT,),
        asks=lambda visit: {**mine(visit), "organisations": intake.ListOrganisations(limit=AT_MOST)},
        needs="profile",
        fields=(
            Field("name", "Your name", "As it is to stand in agreements and letters.", autocomplete="name"),
            Field("organisation_id", "Where you work", "Not there? Register it under Organisations first.",
                  choices=organisations, kind="one"),
            Field("job_title", "Your job", "For example: clinical research fellow.",
                  autocomplete="organization-title"),
            Field("orcid", "Your ORCID iD", "Four groups of four digits, such as 0000-0002-1825-0097."),
            Field("phone", "Telephone", "Where your case officer can reach you.", kind="tel", autocomplete="tel"),
        ),
        start=filled("profile"),
        submit="Save your profile",
        then="/account",
        done="Your profile is saved.",
    ),
    Form(
        path="/account/evidence",
        who=SIGNED_IN,
        command=intake.AddProfileEvidence,
        title="Add your CV or a training certificate",
        action="Add a CV or certificate",
        crumbs=(ACCOUNT,),
        intro=("A request can only be submitted by somebody with a CV and a certificate of information governance "
               "training that is in date. Staff look at both. A newer one takes the place of the older.",),
        asks=mine,
        fields=(
            Field("kind", "What is it?", choices=(
                ("cv", "My CV", "Two pages are enough."),
                ("ig-training", "A certificate of information governance training"),
            )),
            Field("sha256", "The file", "PDF, Word or a picture."),
            Field("course_code", "Which course is it of?", "Leave empty for a CV. One of the first three is "
                  "needed to use data.", choices=COURSES, kind="one"),
            Field("completed_on", "When did you complete the course?", "Leave empty for a CV. For example 27 3 2026."),
        ),
        start=lambda visit: {"kind": visit.arg("kind")},
        submit="Add it",
        then="/account",
        done="It is in your profile. Staff look at it; you are told if it is not accepted.",
    ),
    Listing(
        path="/my/notices",
        who=SIGNED_IN,
        title="My notices",
        nav="Notices",
        template="accounts/notices.html",
        query=intake.MyNotices,
        columns=(
            Column("When", lambda row: row.at),
            Column("Reference", lambda row: row.reference),
            Column("Subject", lambda row: row.subject),
            Column("What it says", lambda row: row.sentence),
            Column("Something to do", lambda row: row.action_needed),
            Column("Read", lambda row: row.read_at),
        ),
        filters=(Filter("unread_only", "Which", (("true", "Unread only"),)),),
        empty="There is no notice yet. You get one when something happens to a request or an enquiry of yours.",
    ),
    Form(
        path="/my/notices/read",
        who=SIGNED_IN,
        command=intake.MarkNoticeRead,
        title="Mark as read",
        crumbs=(("/my/notices", "My notices"),),
        intro=("Without a choice of one, all your notices are marked as read.",),
        fields=(Field("notice_id", kind="hidden"),),
        start=lambda visit: {"notice_id": visit.arg("notice")},
        submit="Mark as read",
        then="/my/notices",
        done="Marked as read.",
    ),
    Form(
        path="/my/notices/choice",
        who=SIGNED_IN,
        command=intake.ChooseNotices,
        title="Which notices do you want by email?",
        action="Choose which notices are mailed",
        crumbs=(("/my/notices", "My notices"),),
        intro=("All of them are always here, in your notices.",),
        asks=lambda visit: {"notices": intake.MyNotices(limit=1)},
        needs="notices",
        fields=(
            Field("mailed", "Send by email", choices=(
                ("all", "All of them"),
                ("to-do", "Only those by which something is asked of me"),
            )),
        ),
        start=lambda visit: {"mailed": visit["notices"].mailed},
        submit="Save the choice",
        then="/my/notices",
        done="Your choice is saved. It holds for what happens from now on.",
    ),
    Listing(
        path="/organisations",
        who=SIGNED_IN,
        title="Organisations",
        query=intake.ListOrganisations,
        crumbs=(ACCOUNT,),
        intro="Controllers, processors and employers are chosen from here. If yours is not in the list, register it.",
        columns=(
            Column("Name", lambda row: row.name, lambda row: f"/organisations/{row.organisation_id}", "name"),
            Column("Kind", lambda row: humanised(row.kind.value)),
            Column("ODS code", lambda row: row.ods_code),
            Column("Registered with the ICO until", lambda row: row.ico_expiry),
            Column("Security shown until", lambda row: row.security_until),
        ),
        filters=(Filter("q", "Name or ODS code"), Filter("kind", "Kind")),
        empty="No organisation has this name.",
        actions=(("RegisterOrganisation", "Register an organisation"),),
    ),
    Form(
        path="/organisations/new",
        who=SIGNED_IN,
        command=intake.RegisterOrganisation,
        title="Register an organisation",
        crumbs=(ACCOUNT, ("/organisations", "Organisations")),
        intro=("Look first whether it is in the list. Give what you know: its evidence counts after staff have "
               "checked it.",),
        fields=(
            Field("name", "Its legal name", "As in its contracts, for example: Northbridge University Hospitals NHS "
                  "Foundation Trust."),
            Field("kind", "What kind of organisation is it?"),
            Field("ods_code", "ODS code", "For NHS bodies, for example R1H."),
            Field("company_number", "Company number", "For example 01234567."),
            Field("charity_number", "Charity number", "For example 1089464."),
            Field("country", "Country", "Two letters: GB for the United Kingdom."),
            *EVIDENCE,
        ),
        start=lambda visit: {"country": "GB", "dspt_status": "NOT_PUBLISHED"},
        submit="Register the organisation",
        then="/organisations/{subject}",
        done="The organisation is registered and can be chosen now. Staff check its evidence.",
    ),
    Page(
        path="/organisations/<uuid:organisation_id>",
        who=SIGNED_IN,
        title="Organisation",
        template="accounts/organisation.html",
        asks=with_framework,
        needs="organisation",
        crumbs=(ACCOUNT, ("/organisations", "Organisations")),
    ),
    Form(
        path="/organisations/<uuid:organisation_id>/evidence",
        who=STAFF_ONLY,
        command=intake.UpdateOrganisationEvidence,
        title="Record what you saw of its evidence",
        crumbs=(ACCOUNT, ("/organisations", "Organisations")),
        asks=organisation,
        needs="organisation",
        intro=("Look it up at its source: the ICO's register of fee payers, the toolkit's site, the certificate. What "
               "you leave empty stays as it was.",),
        fields=EVIDENCE,
        start=filled("organisation"),
        submit="Record it as checked",
        then="/organisations/{organisation_id}",
        done="The evidence is recorded as checked, and counts from now on.",
    ),
)  # fmt: skip
