"""The words in which people are asked about criteria, advice, interests and conditions."""

from services.contracts.review import Advice, ConditionKind, Criterion, Interest, InterestOutcome, Rating

from . import choices
from .row import Field

CRITERIA = {
    Criterion.PURPOSE: ("Purpose", "Is it clear what the data are for, and is that for health or care?"),
    Criterion.BENEFIT: ("Benefit", "Who benefits, by when, and how will anybody know?"),
    Criterion.LAWFUL: ("Lawful and fair", "Is there a lawful basis, and is confidentiality respected?"),
    Criterion.CONTROLLERS: ("Controllers", "Is it right who decides about the data, and who acts for them?"),
    Criterion.ETHICS: ("Ethics", "Are approvals there, and is what they cover what is asked for?"),
    Criterion.MINIMISATION: ("No more data than needed", "People, fields, years: could fewer do?"),
    Criterion.OPT_OUT: ("Opt-outs", "Are objections upheld, or is there a right not to?"),
    Criterion.SECURITY: ("Security", "Are the data safe where they are used?"),
    Criterion.PEOPLE: ("People", "Are those who use the data trained, named and bound?"),
    Criterion.TRANSPARENCY: ("Transparency", "Would patients learn of it, and would it surprise them?"),
    Criterion.COMMERCIAL: ("Commercial interest", "Who earns from it, and is that in balance with the benefit?"),
    Criterion.OUTPUTS: ("Outputs", "Can nobody be recognised in what leaves?"),
    Criterion.FEASIBILITY: ("Feasibility", "Can it be done with these data, in this time?"),
    Criterion.TERM: ("Term and deletion", "Is it clear when it ends, and what becomes of the data?"),
    Criterion.INVOLVEMENT: ("Involvement", "Were patients and the public asked, and did that change anything?"),
}
RATINGS = {
    Rating.MEETS: ("Meets it", ""),
    Rating.CONDITIONS: ("Meets it with conditions", ""),
    Rating.FAILS: ("Does not meet it", ""),
    Rating.NOT_MY_AREA: ("Not my area", ""),
}
ADVICE = {
    Advice.SUPPORT: ("Support", ""),
    Advice.SUPPORT_WITH_CONDITIONS: ("Support with conditions", "Say below which."),
    Advice.DEFER: ("Defer", "Something must be answered or changed first."),
    Advice.UNABLE_TO_SUPPORT: ("Unable to support", "Say why in your comments."),
}
CONDITIONS = {
    ConditionKind.PRECEDENT: ("Before release", "Must be met before any data are released."),
    ConditionKind.SUBSEQUENT: ("By a day", "Must be met by the day given."),
    ConditionKind.SPECIAL: ("Throughout", "Becomes a term of the agreement."),
}
INTERESTS = {
    Interest.NONE: ("None", "I have no interest in this request."),
    Interest.FINANCIAL: ("Financial", "I, or somebody close to me, gain or lose money by it."),
    Interest.PROFESSIONAL: ("Professional", "I work, publish or compete with these people, or my standing is touched."),
    Interest.PERSONAL: ("Personal", "A friend, a relative, or something I care for."),
    Interest.INDIRECT: ("Indirect", "Somebody close to me has such an interest."),
}
OUTCOMES = {
    InterestOutcome.NONE: ("Nothing", "There is no interest, or none that matters."),
    InterestOutcome.TAKE_PART: ("Takes part", "It is on the record; the person reviews and advises."),
    InterestOutcome.NOT_DECIDE: ("Takes part, does not advise", "The person may speak, and is not counted."),
    InterestOutcome.WITHDRAW: ("Withdraws", "The papers are closed to the person from now on."),
}
MY_OUTCOMES = {
    InterestOutcome.NONE: ("Nothing", "I have no interest, or none that matters."),
    InterestOutcome.TAKE_PART: ("I take part", "It is on the record; I review and advise."),
    InterestOutcome.NOT_DECIDE: ("I take part and do not advise", "I may speak, and am not counted."),
    InterestOutcome.WITHDRAW: ("I withdraw", "The papers are closed to me from now on."),
}
WANTED = (
    Field("conditions", "Conditions", "Leave empty when there are none."),
    Field("conditions.kind", "When must it be met?", choices=choices.worded(ConditionKind, CONDITIONS)),
    Field("conditions.text", "What must be done?", kind="long"),
    Field("conditions.due_on", "By which day?", "Only for a condition that is met by a day, such as 27 3 2027."),
)
