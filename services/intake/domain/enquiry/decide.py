"""What follows from each command, and from silence: the guards of T01 to T05 and T36."""

from functools import singledispatch
from typing import Any

from services.contracts.intake import enquiry as say
from services.contracts.message import Call, Event, NotPermitted, Problem, Refused, happened

from .receive import came, receive
from .state import REOPEN_WITHIN, WARNINGS, Contact, Enquiry, lapses_at, may, next_word_at


def handle(command: Any, enquiry: Enquiry, call: Call, contact: Contact | None = None) -> list[Event]:
    """What follows from `command`. NotPermitted when MAY does not say so; Refused with reasons when a guard fails."""
    if type(command) not in may(enquiry, call.actor):
        raise NotPermitted(f"{type(command).__name__} is not yours to give while the enquiry is {enquiry.state}")
    if isinstance(command, say.SendEnquiry | say.RegisterEnquiry):
        return receive(command, enquiry, call, contact or Contact(confirmed=False))
    return decide(command, enquiry, call)


def before_invitation(enquiry: Enquiry) -> tuple[Problem, ...]:
    """What stands before an invitation; empty when there is nothing (S4-15 to S4-28)."""
    found = []
    if enquiry.assessment is None:
        found.append(Problem(code="assessment-missing", message="Complete the preliminary assessment first"))
    elif enquiry.assessment.novel and enquiry.early_advice is None:
        found.append(Problem(code="early-advice-missing", message="A novel purpose needs early advice first"))
    if enquiry.assessment and enquiry.assessment.funding_needed and not enquiry.funding_source:
        found.append(Problem(code="funding-missing", message="The enquirer has not confirmed the source of funding"))
    return tuple(found)


def time_passed(enquiry: Enquiry, call: Call) -> list[Event]:
    """What the timer has to say now: the next warning, or the end; the end only after both warnings (T36)."""
    end = lapses_at(enquiry)
    if end is None:
        return []
    due = next_word_at(enquiry)
    if due is None or call.at < due:
        return []
    if enquiry.warned < len(WARNINGS):
        left = max(0, (end - call.at).days)
        return [_say(say.EnquiryLapsing, enquiry, call, days=left, warning=enquiry.warned + 1)]
    return [_say(say.EnquiryLapsed, enquiry, call, was=enquiry.state.value)]


def _say(cls: type[Event], enquiry: Enquiry, call: Call, **facts: Any) -> Event:
    return happened(cls, call, enquiry.id, reference=enquiry.reference, **facts)


def _all_filled(lines: tuple[str, ...], code: str, words: str) -> None:
    if not lines or not all(line.strip() for line in lines):
        raise Refused(words, code=code)


@singledispatch
def decide(command: Any, enquiry: Enquiry, call: Call) -> list[Event]:
    """The events that follow from a permitted command; Refused when a guard fails."""
    raise TypeError(type(command).__name__)


@decide.register
def _ask(command: say.AskEnquirer, enquiry: Enquiry, call: Call) -> list[Event]:
    _all_filled(command.questions, "no-question", "Ask at least one question")
    return [_say(say.EnquiryInformationRequested, enquiry, call, questions=command.questions)]


@decide.register
def _answer(command: say.AnswerEnquirer, enquiry: Enquiry, call: Call) -> list[Event]:
    _each_answered(command.answers, enquiry)
    return [_say(say.EnquiryInformationGiven, enquiry, call, answers=command.answers)]


@decide.register
def _register(command: say.RegisterAnswers, enquiry: Enquiry, call: Call) -> list[Event]:
    """The same event as of the enquirer's own answers, so that it has the same effect; and a word to the enquirer."""
    _each_answered(command.answers, enquiry)
    given = _say(say.EnquiryInformationGiven, enquiry, call, answers=command.answers, came=came(command, enquiry, call))
    return [given, _say(say.AnswersRegistered, enquiry, call, channel=command.channel)]


def _each_answered(answers: tuple[str, ...], enquiry: Enquiry) -> None:
    if len(answers) != len(enquiry.open_questions):
        raise Refused(f"There are {len(enquiry.open_questions)} questions to answer", code="questions-open")
    _all_filled(answers, "questions-open", "Answer every question")


@decide.register
def _note(command: say.NoteConversation, enquiry: Enquiry, call: Call) -> list[Event]:
    if command.staff_only and call.actor.id == enquiry.contact_id:
        raise Refused("Only staff keep staff notes", code="not-permitted")
    return [_say(say.ConversationNoted, enquiry, call, text=command.text, staff_only=command.staff_only)]


@decide.register
def _redirect(command: say.RedirectEnquiry, enquiry: Enquiry, call: Call) -> list[Event]:
    _all_filled((command.reason,), "no-reason", "Say why published data would do")
    facts = {"reasons": (command.reason,), "publication_url": command.publication_url}
    return [_outcome(enquiry, call, say.Outcome.REDIRECTED, **facts)]


@decide.register
def _close(command: say.CloseEnquiry, enquiry: Enquiry, call: Call) -> list[Event]:
    _all_filled(command.reasons, "no-reason", "Give at least one reason")
    return [_outcome(enquiry, call, say.Outcome.NOT_FEASIBLE, reasons=command.reasons)]


@decide.register
def _proceed(command: say.ProceedToAssessment, enquiry: Enquiry, call: Call) -> list[Event]:
    checks = {
        "data-unavailable": (command.data_available, "The data must be available through the service"),
        "not-feasible": (command.technically_feasible, "It must be technically feasible"),
    }
    problems = tuple(Problem(code=code, message=words) for code, (passed, words) in checks.items() if not passed)
    if problems:
        raise Refused("This enquiry cannot go on to assessment", problems=problems, code="not-feasible")
    contact = command.contact or call.actor.id
    if contact == enquiry.contact_id:
        raise Refused("The dedicated contact cannot be the enquirer", code="own-enquiry")
    facts = {"advice": command.advice, "likelihood": command.likelihood, "officer_id": contact}
    return [_outcome(enquiry, call, say.Outcome.ASSESSMENT, **facts)]


def _outcome(enquiry: Enquiry, call: Call, outcome: say.Outcome, **facts: Any) -> Event:
    facts = {"officer_id": call.actor.id, **facts}
    return _say(say.EnquiryAnswered, enquiry, call, profile=enquiry.profile, outcome=outcome, **facts)


@decide.register
def _withdraw(command: say.WithdrawEnquiry, enquiry: Enquiry, call: Call) -> list[Event]:
    return [_say(say.EnquiryWithdrawn, enquiry, call, reason=command.reason)]


@decide.register
def _reopen(command: say.ReopenEnquiry, enquiry: Enquiry, call: Call) -> list[Event]:
    if enquiry.reopened:
        raise Refused("It was reopened once already", code="reopened-before")
    if enquiry.lapsed_at is None or enquiry.lapsed_from is None or call.at > enquiry.lapsed_at + REOPEN_WITHIN:
        raise Refused("It lapsed more than 30 days ago: send a new enquiry", code="too-late")
    return [_say(say.EnquiryReopened, enquiry, call, state=enquiry.lapsed_from.value)]


@decide.register
def _seek(command: say.SeekEarlyAdvice, enquiry: Enquiry, call: Call) -> list[Event]:
    return [_say(say.EarlyAdviceSought, enquiry, call, question=command.question, reason=command.reason)]


@decide.register
def _record(command: say.RecordEarlyAdvice, enquiry: Enquiry, call: Call) -> list[Event]:
    if command.support is say.Support.SUPPORTED_WITH_ACTIONS and not command.actions:
        raise Refused("Say which actions are needed", code="no-actions")
    advice = say.EarlyAdvice(
        support=command.support,
        summary=command.summary,
        actions=command.actions,
        minuted_on=command.minuted_on or call.at.date(),
    )
    return [_say(say.EarlyAdviceRecorded, enquiry, call, advice=advice)]


@decide.register
def _complete(command: say.CompleteAssessment, enquiry: Enquiry, call: Call) -> list[Event]:
    problems = tuple(_gaps(command))
    if problems:
        raise Refused("The assessment is not complete", problems=problems, code="incomplete")
    outputs = {name: getattr(command, name) for name in say.Assessment.__dataclass_fields__}
    return [_say(say.AssessmentCompleted, enquiry, call, assessment=say.Assessment(**outputs))]


def _gaps(command: say.CompleteAssessment) -> list[Problem]:
    """Every output of S4-16 to S4-24 is there; for each agreement somebody is named to sign it (S4-20)."""
    found = []
    if not command.evidence_needed:
        found.append(_gap("evidence_needed", "Say what each organisation must show"))
    for needs in command.evidence_needed:
        if not all((needs.organisation, needs.legal, needs.ethical, needs.security)):
            found.append(_gap("evidence_needed", "For each organisation: legal, ethical and security requirements"))
    if not command.agreements_needed:
        found.append(_gap("agreements_needed", "Name the agreements that are needed"))
    unsigned = set(command.agreements_needed) - {s.agreement for s in command.signatories if s.name}
    found += [_gap("signatories", f"Nobody is named to sign: {agreement}") for agreement in sorted(unsigned)]
    return found


def _gap(field: str, words: str) -> Problem:
    return Problem(code="missing", message=words, field=field)


@decide.register
def _funding(command: say.ConfirmFunding, enquiry: Enquiry, call: Call) -> list[Event]:
    if enquiry.assessment is None:
        raise Refused("Wait for the estimate before you confirm funding", code="no-estimate")
    facts = {"source": command.source, "payment_details": command.payment_details}
    return [_say(say.FundingConfirmed, enquiry, call, **facts)]


@decide.register
def _invite(command: say.InviteToApply, enquiry: Enquiry, call: Call) -> list[Event]:
    problems = before_invitation(enquiry)
    if problems:
        raise Refused("Not ready for an invitation", problems=problems, code="not-ready")
    facts = {"profile": enquiry.profile, "person_id": enquiry.contact_id, "advice": command.advice}
    return [_say(say.ApplicantInvited, enquiry, call, **facts)]


@decide.register
def _end(command: say.CloseAssessment, enquiry: Enquiry, call: Call) -> list[Event]:
    if enquiry.application_id:
        raise Refused("An application was started from it: withdraw that instead", code="application-started")
    _all_filled(command.reasons, "no-reason", "Give at least one reason")
    return [_say(say.AssessmentClosed, enquiry, call, reasons=command.reasons)]
