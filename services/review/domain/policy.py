"""How each profile works, as data: who decides, and the deadlines and the quorum that administrators have settled."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.contracts.request import Assurance, Profile, Request
from services.contracts.review import Category, Office
from services.contracts.settings import Setting, Settings, table

LONDON = ZoneInfo("Europe/London")


def today(at: datetime) -> date:
    """The day in London, which is what every date of the domain means."""
    return at.astimezone(LONDON).date()


@dataclass(frozen=True, kw_only=True)
class Days:
    """Deadlines in calendar days. Those that domain 1.11 gives in working days are their calendar equivalent without
    bank holidays (10 wd = 14, 20 wd = 28, 30 wd = 42): a person is reminded of these; the measured clocks, with their
    working days and bank holidays, are audit's."""

    review: int
    papers_cut_off: int
    feedback: int
    feedback_lapse: int
    deferral_lapse: int
    appeal: int
    appeal_decision: int


@dataclass(frozen=True, kw_only=True)
class QuorumRule:
    """Who must be counted for advice (domain section 3.6)."""

    members: int  # besides the chair or deputy
    categories: tuple[tuple[Category, int], ...]
    majority_independent: bool


def days(settings: Settings, profile: Profile, day: date) -> Days:
    """The deadlines that are given out on a day."""
    return Days(**{name: settings.number(setting, day, profile) for name, setting in SETTINGS_OF_DAYS.items()})


def quorum_rule(settings: Settings, profile: Profile, day: date) -> QuorumRule:
    """The quorum of a meeting on its day."""
    seats = ((category, settings.number(setting, day, profile)) for category, setting in SETTINGS_OF_SEATS.items())
    return QuorumRule(
        members=settings.number(table.QUORUM_MEMBERS, day, profile),
        categories=tuple(seats),
        majority_independent=settings.is_yes(table.QUORUM_INDEPENDENT, day, profile),
    )


SETTINGS_OF_DAYS: Mapping[str, Setting] = {
    "review": table.REVIEW_DAYS,
    "papers_cut_off": table.PAPERS_DAYS,
    "feedback": table.FEEDBACK_DAYS,
    "feedback_lapse": table.FEEDBACK_LAPSE,
    "deferral_lapse": table.DEFERRAL_LAPSE,
    "appeal": table.APPEAL_DAYS,
    "appeal_decision": table.APPEAL_DECISION,
}
SETTINGS_OF_SEATS: Mapping[Category, Setting] = {
    Category.LAY: table.QUORUM_LAY,
    Category.CLINICAL: table.QUORUM_CLINICAL,
    Category.IG: table.QUORUM_IG,
}
WARNINGS = (14, 3)  # days before a case lapses on which its applicant is warned; shorter than any lapse that can be set
PROVISIONAL_MONTHS = 12
LAY_REVIEWS_ON_COMMITTEE_ROUTES = 2  # patients and public sit in judgement (domain 1.4.5, S2-42)
CONFIDENTIALITY_ROUTES = ("s251_reg5", "s251_reg2", "public_interest")

DECIDES: Mapping[tuple[Profile, Assurance], tuple[Office, ...]] = {
    (Profile.HOSPITAL, Assurance.L0): (Office.SECOND_OFFICER,),
    (Profile.HOSPITAL, Assurance.L1): (Office.CALDICOTT_GUARDIAN,),
    (Profile.HOSPITAL, Assurance.L2): (Office.CALDICOTT_GUARDIAN,),
    (Profile.HOSPITAL, Assurance.L3): (Office.CALDICOTT_GUARDIAN,),
    (Profile.HOSPITAL, Assurance.L4): (Office.SIRO, Office.CALDICOTT_GUARDIAN),
    (Profile.DARS, Assurance.L0): (Office.SECOND_OFFICER,),
    (Profile.DARS, Assurance.L1): (Office.SIRO,),
    (Profile.DARS, Assurance.L2): (Office.SIRO,),
    (Profile.DARS, Assurance.L3): (Office.SIRO,),
    (Profile.DARS, Assurance.L4): (Office.SIRO, Office.CALDICOTT_GUARDIAN),
}

# A request refused at validation was never routed. When its appeal is upheld it is contentious by nature: the enhanced
# level, with the reviewers that intake's routing gives it.
APPEALED_LEVEL = Assurance.L4
APPEALED_DISCIPLINES = ("ig", "technical", "clinical", "lay", "ethics")

PARTIES: Mapping[Profile, str] = {Profile.HOSPITAL: "all parties", Profile.DARS: "both parties"}


def time_to_access(settings: Settings, profile: Profile, day: date) -> str:
    """What an approval says of the data (S2-25): the service level SL6, as it is promised on the day."""
    within = table.promised(settings, "SL6", day)
    return f"Data are released within {within} of the agreement being signed by {PARTIES[profile]}."


def offices(request: Request, level: Assurance, asked: tuple[str, ...] = ()) -> tuple[Office, ...]:
    """Who decides: what the profile says of the level, the offices that the route asked for besides, and in `dars`
    the Caldicott Guardian where confidentiality is in question (domain 1.4.9). An administrative change (L0) needs a
    second officer and no office (domain 3.2)."""
    wanted = list(DECIDES[request.profile, level])
    if level == Assurance.L0:
        return tuple(wanted)
    known = {office.value for office in (Office.SIRO, Office.CALDICOTT_GUARDIAN)}
    wanted += [Office(name) for name in asked if name in known]
    if request.profile == Profile.DARS and request.legal.confidentiality in CONFIDENTIALITY_ROUTES:
        wanted.append(Office.CALDICOTT_GUARDIAN)
    return tuple(dict.fromkeys(wanted))


def required_reviews(level: Assurance, committee: bool, disciplines: tuple[str, ...]) -> Counter[str]:
    """How many reviews of each discipline the case must have (G-REVIEWERS, G-QUORUM-REVIEWS)."""
    wanted = Counter(disciplines)
    if committee:
        wanted["lay"] = max(wanted["lay"], LAY_REVIEWS_ON_COMMITTEE_ROUTES)
    if not wanted and level != Assurance.L0:
        wanted["ig"] = 1
    return wanted


def a_year_on(day: date) -> date:
    """Until when an agreement in principle is good: the same day a year later (29 February: the 28th)."""
    years, months = divmod(day.month - 1 + PROVISIONAL_MONTHS, 12)
    year, month = day.year + years, months + 1
    while True:
        try:
            return day.replace(year=year, month=month)
        except ValueError:
            day = day.replace(day=day.day - 1)
