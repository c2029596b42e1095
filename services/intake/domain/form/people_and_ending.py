"""Sections I (security), J (people), K (commercial and funding), L (transparency), M (retention), N (attachments)."""

from . import conditions as on
from .field import NEVER, Field

SECURITY = (
    Field("locations", "I1", "Where the data are processed and stored", "list", items=(
        Field("organisation", "I1", "Organisation", "organisation"),
        Field("purpose", "I1", "Purpose", "choice", options=("processing", "storage", "backup")),
        Field("address", "I1", "Address", when=NEVER), Field("postcode", "I1", "Postcode", rule="V-PC", when=NEVER),
        Field("country", "I1", "Country", when=NEVER, maximum=2),
        Field("cloud_region", "I2", "Cloud region", when=NEVER),
    ), guidance="Every place, also for backups. In the secure environment, name its host."),
    Field("security", "I4", "Security of access and handling", "long",
          guidance="Access control, multi-factor authentication, encryption, remote working."),
    Field("removable_media", "I4a", "Are removable media used?", "bool"),
    Field("cloud", "I5", "Cloud provider and risk model", "long", when=NEVER),
    Field("incidents", "I6", "How incidents are handled", "long"),
)  # fmt: skip

PEOPLE = (
    Field("team", "J1", "People who will use the data", "list", items=(
        Field("person", "J1", "Person", "person"),
        Field("organisation", "J1", "Organisation", "organisation"),
        Field("access", "J1", "Access", "choice", options=("viewer", "analyst", "lead", "none")),
        Field("contract", "J1", "Contract", "choice", options=("substantive", "honorary", "student")),
        Field("orcid", "J1", "ORCID iD", rule="V-ORCID", when=NEVER),
        Field("country", "J1", "Country of access", when=NEVER, maximum=2),
    ), guidance="Include the lead applicant, or say that the lead has no access."),
    Field("lead_no_access", "J2", "The lead applicant has no access to the data", "bool", when=NEVER),
)  # fmt: skip

COMMERCIAL = (
    Field("funding", "K1", "Funding", "choice", options=("external", "internal", "none"), planned=True),
    Field("funder", "K1a", "Funder", when=on.FUNDED, planned=True, maximum=200),
    Field("funding_reference", "K1b", "Grant reference", when=NEVER, maximum=100),
    Field("funding_end", "K1c", "Funding ends", "date", when=on.FUNDED, planned=True),
    Field("funding_gap_reason", "K1d", "How work after the end of the funding is paid for", "long", when=NEVER),
    Field("commercial_funder", "K2", "Is there a commercial funder or sponsor?", "bool"),
    Field("commercial_gain", "K3", "Does anybody charge for it or gain commercially?", "bool",
          guidance="Also indirectly, such as publicity."),
    Field("benefit_sharing", "K4", "How the NHS shares in the benefit", "long", when=on.COMMERCIAL),
    Field("not_for_marketing", "K5", "Not for marketing, selling, insurance, advertising or market research", "bool"),
    Field("proportionality", "K6", "Why the commercial benefit is proportionate", "long", when=on.COMMERCIAL),
    Field("estimate_accepted", "K7", "The cost estimate is accepted", "bool"),
    Field("estimate_pence", "K7a", "Cost estimate in pence", "int", when=NEVER),
    Field("payment_route", "K8", "How you will pay", "choice",
          options=("purchase-order", "internal-recharge", "grant-code", "waiver")),
)  # fmt: skip

TRANSPARENCY = (
    Field("privacy_notice_url", "L1", "Privacy notice", when=on.PERSONAL, rule="V-URL",
          guidance="The public web address of the notice that covers this use."),
    Field("privacy_notice_checked", "L1a", "Last checked", "date", when=on.PERSONAL),
    Field("privacy_notice_complete", "L2", "It names the custodian's data, rights, and the opt-out", "bool",
          when=on.PERSONAL),
    Field("project_page", "L4", "Project web page", when=NEVER, rule="V-URL"),
    Field("register_agreed", "L5", "The entry in the register of data uses is agreed", "bool"),
    Field("redactions", "L6", "Redactions asked for, and why", "long", when=NEVER),
)  # fmt: skip

RETENTION = (
    Field("retention", "M1", "How long data are kept, and why", "long"),
    Field("archive", "M2", "Archiving requirement", "long", when=NEVER),
    Field("destruction", "M3", "How data are destroyed, by medium", "long"),
    Field("backups", "M4", "What happens to backups", "long"),
    Field("certifier", "M5", "Who certifies destruction", maximum=200),
    Field("kept", "M6", "What is kept: aggregates, code, model", "long"),
)  # fmt: skip

MORE = (Field("comments", "N8", "Anything else", "long", when=NEVER),)
