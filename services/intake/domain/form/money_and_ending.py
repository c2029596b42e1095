"""Sections K (commercial and funding), L (transparency), M (retention and deletion), N (attachments)."""

from . import conditions as on
from .field import Field

COMMERCIAL = (
    Field("funding", "K1", "Funding", "choice", options=("external", "internal", "none"), planned=True,
          guidance="Who pays for the work."),
    Field("funder", "K1a", "Funder", when=on.FUNDED, planned=True, maximum=200, guidance="All of them.",
          example="National research funder"),
    Field("funding_reference", "K1b", "Grant reference", when=on.FUNDED, required=False, maximum=100,
          guidance="As in the letter, which is attached.", example="NIHR-000001"),
    Field("funding_start", "K1e", "Funding starts", "date", when=on.FUNDED, required=False,
          guidance="As in the letter."),
    Field("funding_end", "K1c", "Funding ends", "date", when=on.FUNDED, planned=True, guidance="As in the letter."),
    Field("funding_gap_reason", "K1d", "How work after the end of the funding is paid for", "long", when=on.FUNDED,
          required=False, guidance="If the work ends after the funding.", example="By the department."),
    Field("commercial_funder", "K2", "Is there a commercial funder or sponsor?", "bool", giver="lead",
          guidance="Also in part, or in kind."),
    Field("commercial_gain", "K3", "Does anybody charge for it or gain commercially?", "bool", giver="lead",
          guidance="Also indirectly, such as publicity."),
    Field("benefit_sharing", "K4", "How the NHS shares in the benefit", "long", when=on.COMMERCIAL,
          guidance="Terms on intellectual property, licences and a fair share.",
          example="A royalty-free licence for the NHS, and a tenth of the income."),
    Field("not_for_marketing", "K5", "Not for marketing, selling, insurance, advertising or market research", "bool",
          giver="lead", guidance="Data are never given for these."),
    Field("proportionality", "K6", "Why the commercial benefit is proportionate", "long", when=on.COMMERCIAL,
          giver="lead", guidance="To the benefit to health and care.",
          example="The company gains a product; every hospital may use it at cost."),
    Field("estimate_accepted", "K7", "The cost estimate is accepted", "bool",
          guidance="The estimated charge is shown beside the form as you fill it in."),
    Field("estimate_pence", "K7a", "Cost estimate", "int", required=False,
          guidance="From the preliminary assessment, or the calculator."),
    Field("payment_route", "K8", "How you will pay", "choice",
          options=("purchase-order", "internal-recharge", "grant-code", "waiver"),
          guidance="The number of a purchase order (K9) is asked for at the signature."),
)  # fmt: skip

TRANSPARENCY = (
    Field("privacy_notice_url", "L1", "Privacy notice", when=on.PERSONAL, rule="V-URL",
          guidance="The public web address of the notice that covers this use.",
          example="https://www.northbridge.ac.uk/privacy/health-research"),
    Field("privacy_notice_checked", "L1a", "Last checked", "date", when=on.PERSONAL,
          guidance="When somebody last opened it and read it; within the last twelve months."),
    Field("privacy_notice_complete", "L2", "It names the custodian's data, rights, and the opt-out", "bool",
          when=on.PERSONAL, guidance="With a link to the national data opt-out."),
    Field("participant_communications", "L3", "What those whose data are used are told", "long", required=False,
          guidance="Letters, posters, newsletters; before and after.",
          example="A poster in each clinic since March; a newsletter with the results."),
    Field("project_page", "L4", "Project web page", required=False, rule="V-URL", guidance="Open to the public.",
          example="https://www.northbridge.ac.uk/eastmere-d"),
    Field("register_agreed", "L5", "The entry in the register of data uses is agreed", "bool",
          guidance="Title, lay summary, controllers, datasets and benefits are published."),
    Field("redactions", "L6", "Redactions asked for, and why", "long", required=False,
          guidance="Only for security or commercial confidence.", example="The address of the server room: security."),
    Field("processing_register", "L7", "Reference in your register of processing", required=False, maximum=100,
          guidance="Article 30 of the UK GDPR.", example="ROPA-2026-0117"),
)  # fmt: skip

RETENTION = (
    Field("retention", "M1", "How long data are kept, and why", "long",
          guidance="No longer than the agreement, unless a law or funder asks for it.",
          example="Until the end of the agreement; the files are then destroyed with the workspace."),
    Field("archive", "M2", "Archiving requirement", "long", required=False,
          guidance="Of a trial, regulator or funder: what, how long; attach what says so.",
          example="The trial's regulations: fifteen years after the last visit."),
    Field("destruction", "M3", "How data are destroyed, by medium", "long",
          guidance="For each medium that holds them.",
          example="The workspace and its key are destroyed by the custodian; nothing is held elsewhere."),
    Field("backups", "M4", "What happens to backups", "long", guidance="When the last copy is gone.",
          example="None outside the environment; its own age out in 28 days."),
    Field("certifier", "M5", "Who certifies destruction", maximum=200, guidance="Somebody with authority to say so.",
          example="Head of Information Governance, University of Northbridge"),
    Field("kept", "M6", "What is kept: aggregates, code, model", "long", giver="lead",
          guidance="After the data are gone.",
          example="Aggregated results with small numbers suppressed, and the analysis code."),
)  # fmt: skip

MORE = (
    Field("comments", "N8", "Anything else", "long", required=False,
          guidance="What the reviewers should know and nobody asked.", example="We met the case officer on 3 May."),
)  # fmt: skip
