"""Sections I (security and locations) and J (people)."""

from . import conditions as on
from .field import Field

SECURITY = (
    Field("locations", "I1", "Where the data are processed and stored", "list", items=(
        Field("organisation", "I1", "Organisation", "organisation",
              guidance="Its DSPT, ISO 27001 and other assurance (I3) are kept with the organisation."),
        Field("purpose", "I1", "Purpose", "choice", options=("processing", "storage", "backup"),
              guidance="A row for each."),
        Field("address", "I1", "Address", required=False, guidance="Of the building."),
        Field("postcode", "I1", "Postcode", rule="V-PC", required=False, guidance="", example="E1 1BB"),
        Field("country", "I1", "Country", required=False, maximum=2, guidance="Two letters.", example="GB"),
        Field("cloud_region", "I2", "Cloud region", required=False, guidance="If it is a cloud.",
              example="UK South"),
    ), guidance="Every place, also for backups. In the secure environment, name its host.",
          example="Eastmere Hospitals NHS Trust; processing; E1 1BB"),
    Field("security", "I4", "Security of access and handling", "long",
          guidance="Access control, multi-factor authentication, encryption in transit and at rest, remote working.",
          example="Only inside the secure data environment, with multi-factor authentication; nothing is copied out."),
    Field("removable_media", "I4a", "Are removable media used?", "bool",
          guidance="No, unless nothing else will do. Yes is looked at by the Senior Information Risk Owner."),
    Field("cloud", "I5", "Cloud provider and risk model", "long", when=on.CLOUD, required=False,
          guidance="Who provides it, its risk class, and who holds the keys.",
          example="Azure UK South; class III; keys held by the university."),
    Field("incidents", "I6", "How incidents are handled", "long",
          guidance="Who is told, within which time.",
          example="Reported to the custodian within 24 hours and handled by our information governance team."),
    Field("staff_trained", "I7", "Staff with data security training, in per cent", "int", required=False, maximum=100,
          guidance="Of those who handle data at your organisation. A whole number from 0 to 100."),
    Field("transfer_method", "I8", "How an extract is transferred", "choice", when=on.EXTRACT, required=False,
          options=("seft", "mesh", "other"), guidance="Secure electronic file transfer unless there is a reason."),
)  # fmt: skip

PEOPLE = (
    Field("team", "J1", "People who will use the data", "list", items=(
        Field("person", "J1", "Person", "person",
              guidance="Training and its expiry are kept with each person's account."),
        Field("organisation", "J1", "Organisation", "organisation", guidance="A controller or processor."),
        Field("project_role", "J1", "Role in the project", required=False, guidance="What they do.",
              example="Statistician"),
        Field("access", "J1", "Access", "choice", options=("viewer", "analyst", "lead", "output_requester", "none"),
              guidance="The least that does."),
        Field("contract", "J1", "Contract", "choice", options=("substantive", "honorary", "student"),
              guidance="Honorary contracts are attached."),
        Field("orcid", "J1", "ORCID iD", rule="V-ORCID", required=False, guidance="If they have one.",
              example="0000-0002-1825-0097"),
        Field("accredited_number", "J1", "Accredited researcher number", required=False,
              guidance="Where the dataset asks for it."),
        Field("accredited_until", "J1", "Accredited until", "date", required=False, guidance="Five years at most."),
        Field("country", "J1", "Country of access", required=False, maximum=2, guidance="Two letters.", example="GB"),
    ), guidance="Include the lead applicant, or say that the lead has no access.",
          example="ada.okafor@northbridge.ac.uk; University of Northbridge; analyst; employed"),
    Field("lead_no_access", "J2", "The lead applicant has no access to the data", "bool", required=False,
          guidance="Yes only if the lead is left out above on purpose."),
)  # fmt: skip
