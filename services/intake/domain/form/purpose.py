"""Section B: purpose and benefits."""

from . import conditions as on
from .field import Field

DATA_LEVELS = ("aggregated, small numbers suppressed", "aggregated", "record level")

PURPOSE = (
    Field("lay_summary", "B1", "Lay summary", "long", minimum=50, maximum=3000,
          guidance="In plain English, for the public. It is published as written. Short sentences, no abbreviations.",
          example="When people with diabetes leave hospital, some come back within a month. We want to learn which "
                  "kinds of follow-up keep people well at home."),
    Field("aim", "B2", "Aim of the work", "long",
          guidance="Why these data achieve the aim; background; the wider programme; limits; whose data, controls "
                   "included.",
          example="To estimate the effect of follow-up within seven days on readmission in adults with type 2 "
                  "diabetes."),
    Field("questions", "B3", "Research questions or specific objectives", "texts",
          guidance="At least one, each on a line, each answerable with the data asked for.",
          example="Does earlier review after discharge lower the risk of readmission?"),
    Field("necessity", "B4", "Why are these data necessary?", "long",
          guidance="Say which less intrusive alternatives you considered, and why they do not do.",
          example="Published counts do not distinguish people with and without follow-up; consent would leave out the "
                  "most ill."),
    Field("processing", "B5", "Processing activities", "long",
          guidance="Every flow in, out and onward; the level of data at each step; who does what, and whether they are "
                   "employed or honorary; linkage; what prevents re-identification. Attach a data-flow diagram.",
          example="The hospital selects the cohort, applies opt-outs and pseudonymises; two researchers of the "
                  "university analyse in the environment; only aggregates leave."),
    Field("linkage", "B6", "Linkage to other data", "list", required=False, items=(
        Field("source", "B6", "Source", guidance="The data that are linked in."),
        Field("controller", "B6", "Controller", guidance="Who is responsible for them."),
        Field("key", "B6", "Linkage key", guidance="By what records are matched."),
        Field("level", "B6", "Level of the data", guidance="Identifiable, pseudonymised, aggregated."),
    ), guidance="One row for each source that is linked to the data asked for; none if there is no linkage.",
          example="National lung screening trial; University of Northbridge; study number; pseudonymised"),
    Field("ai", "B7", "Is a model trained or tested?", "choice",
          options=("none", "train_or_test", "model_export", "automated_decisions"),
          guidance="Exporting a model or deciding automatically leads to an enhanced review."),
    Field("ai_detail", "B7a", "The model, its data, and how it will be used", "long", when=on.USES_AI,
          guidance="What it learns, from what; how memorised records are prevented; who will use it.",
          example="A gradient-boosted risk score with twelve inputs; coefficients are checked before export."),
    Field("recontact", "B8", "Will people be re-identified or contacted?", "choice",
          options=("no", "reidentify", "contact"), guidance="Either needs consent, support under section 251, or the "
          "direct care team, and the Caldicott Guardian's advice."),
    Field("recontact_detail", "B8a", "Who contacts or re-identifies them, how, and what for", "long",
          when=on.RECONTACT, guidance="By which organisation, with which words, and how somebody says no.",
          example="The practice that the patient knows writes to them; the university never learns names."),
    Field("outputs", "B9", "Expected outputs", "list", items=(
        Field("type", "B9", "Type", guidance="Paper, report, tool, dashboard."),
        Field("audience", "B9", "Audience", required=False, guidance="For whom."),
        Field("date", "B9", "By when", "date", required=False, guidance="The month will do: its last day."),
        Field("level", "B9", "Level of the data", "choice", options=DATA_LEVELS, required=False,
              guidance="Aggregated with small numbers suppressed unless you say otherwise."),
    ), guidance="Outputs are aggregated with small numbers suppressed unless you say otherwise.",
          example="Paper in a peer-reviewed journal; clinicians and commissioners"),
    Field("dissemination", "B10", "How the results reach those who need them", "long",
          guidance="Channels, dates, and how those whose data were used hear of them.",
          example="Papers, a plain-language summary on the project page, a workshop with the clinical network."),
    Field("benefits", "B11", "Expected measurable benefits", "list", items=(
        Field("what", "B11", "Benefit", "long", guidance="In words that a member of the public understands."),
        Field("who", "B11", "To whom", required=False, guidance="Which people, services or organisations."),
        Field("magnitude", "B11", "How many, how much", required=False, guidance="An honest estimate."),
        Field("how", "B11", "How the outputs lead to it", "long", required=False,
              guidance="Who must do what with them."),
        Field("by", "B11", "By when", "date", guidance="The target date."),
        Field("measure", "B11", "How measured", required=False, guidance="What figure would show it, and where."),
    ), guidance="Benefits to health and care in the UK, each with a date; solely commercial benefit is refused.",
          example="Fewer readmissions, for adults with diabetes; 5 in 100; by the hospital's quality report"),
    Field("public_interest", "B12", "Public benefit and possible harms", "long",
          guidance="Follow the National Data Guardian's prompts; say who might be harmed or treated unequally.",
          example="Patients benefit from better follow-up. The possible harm is a privacy breach, kept small by "
                  "pseudonymisation. No group is treated unequally."),
    Field("yielded_benefits", "B13", "Benefits so far", "long", when=on.RENEWAL,
          guidance="If there are none yet, explain why.",
          example="Two papers; the network changed its discharge letter in May."),
    Field("ethical_issues", "B14", "Ethical issues and possible public concern", "long",
          guidance="What a patient might object to, and your answer.",
          example="People do not expect universities to see their records; data stay in the environment."),
    Field("contentious", "B14a", "Any of these?", "many", required=False,
          options=("first_use", "media_sensitive", "surprise", "group_harm", "law_enforcement", "exclusivity",
                   "new_technology"),
          guidance="First use of a data set or linkage; politically sensitive; likely to surprise patients; harm to "
                   "a group; police, immigration, insurance or employers; commercial exclusivity; new technology."),
)  # fmt: skip
