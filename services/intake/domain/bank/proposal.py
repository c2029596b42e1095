"""Whether a form can be asked with a proposed change, and what a new question or rule is called."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from services.contracts.intake.question_bank import ChangeKind, Comparison, FormChange, Match, QuestionType, Term
from services.contracts.message import Problem

from ..draft import as_date
from ..form import ALWAYS, Condition, Field, Form
from ..form.facts import FACTS
from ..form.vocabulary import Joined, terms
from . import papers

MOST_TERMS, MOST_OPTIONS = 20, 50
CHOSEN = frozenset({QuestionType.CHOICE, QuestionType.MANY})
TYPED = frozenset({QuestionType.TEXT, QuestionType.LONG, QuestionType.TEXTS})
BARE = frozenset({Comparison.ANSWERED, Comparison.UNANSWERED})  # compared with no value
COUNTED = frozenset({Comparison.ROWS, Comparison.SHORTER, Comparison.LONGER})
COMPARED: Mapping[Comparison, str] = {
    Comparison.ONE_OF: "is {values}", Comparison.NONE_OF: "is not {values}", Comparison.ANSWERED: "is answered",
    Comparison.UNANSWERED: "is not answered", Comparison.AT_LEAST: "is {values} or more",
    Comparison.AT_MOST: "is {values} or less", Comparison.ROWS: "has {values} or more entries",
    Comparison.SHORTER: "has fewer than {values} characters", Comparison.LONGER: "has more than {values} characters",
}  # fmt: skip
JOINED: Mapping[Match, str] = {Match.ALL: "{}", Match.ANY: "any of: {}", Match.NONE: "none of: {}"}


def wrong(form: Form, said: FormChange) -> tuple[Problem, ...]:
    """What is wrong with the parts of a change, and where."""
    return tuple(Problem(code="V-CHANGE", message=message, field=f"change.{at}") for at, message in _wrong(form, said))


def _wrong(form: Form, said: FormChange) -> Iterator[tuple[str, str]]:
    yield from CHECKS[said.kind](form, said)
    if len(said.terms) > MOST_TERMS:
        yield "terms", f"At most {MOST_TERMS} terms"
    for number, term in enumerate(said.terms):
        for part, message in _term(form, term):
            yield f"terms.{number}.{part}", message


def _question(form: Form, said: FormChange) -> Iterator[tuple[str, str]]:
    known = form.fields.get(said.target)
    if said.target and not (known.added if known else said.target.startswith(f"added_{said.section.lower()}_")):
        yield "target", "Only a question that was added can be replaced; of others, change the words"
    if known is not None and known.letter != said.section:
        yield "section", "A question stays in its section"
    if said.section not in {one.letter for one in form.sections}:
        yield "section", "Choose a section"
    yield from _words(said)
    if said.type in TYPED and not said.example.strip():
        yield "example", "Give an example of an answer"
    options = [one.strip() for one in said.options]
    if said.type in CHOSEN and not 2 <= len(set(options)) == len(options) <= MOST_OPTIONS:
        yield "options", f"Give two to {MOST_OPTIONS} different options, one on each line"
    if said.type not in CHOSEN and options:
        yield "options", "Only a choice has options"
    if said.after and (said.after not in form.fields or form.fields[said.after].letter != said.section):
        yield "after", "Choose a question of the same section"


def _wording(form: Form, said: FormChange) -> Iterator[tuple[str, str]]:
    if said.target not in form.fields:
        yield "target", "There is no such question"
    yield from _words(said)
    if said.terms or said.options:
        yield "target", "Other words change neither the condition nor the options"


def _words(said: FormChange) -> Iterator[tuple[str, str]]:
    if len(said.label.strip()) < 3:
        yield "label", "Write the question"
    if len(said.guidance.strip()) < 3:
        yield "guidance", "Say what helps to answer it"


def _rule(form: Form, said: FormChange) -> Iterator[tuple[str, str]]:
    if said.target and not said.target.startswith("W-"):
        yield "target", "There is no such rule"
    if said.where not in subjects(form) or said.where in FACTS:
        yield "where", "Choose the question at which it speaks"
    if len(said.message.strip()) < 5:
        yield "message", "Say what to do"
    if not said.terms:
        yield "terms", "Say when it speaks: a rule has at least one term"


def _retirement(form: Form, said: FormChange) -> Iterator[tuple[str, str]]:
    if said.target in {rule.id for rule in form.rules}:
        return
    if said.target in papers.words(form) and papers.is_added(said.target):
        return
    field = form.fields.get(said.target)
    if field is None or not field.added:
        yield "target", "Only what was added can be taken away"
        return
    readers = [one.label for one in form.fields.values() if said.target in one.when.reads]
    readers += [one.label for one in form.evidence if said.target in one.when.reads]
    readers += [rule.id for rule in form.rules if said.target in rule.when.reads or rule.field == said.target]
    if readers:
        yield "target", f"It is needed by: {', '.join(readers)[:200]}"


CHECKS: Mapping[ChangeKind, Callable[[Form, FormChange], Iterator[tuple[str, str]]]] = {
    ChangeKind.QUESTION: _question,
    ChangeKind.WORDING: _wording,
    ChangeKind.RULE: _rule,
    ChangeKind.DOCUMENT: papers.document,
    ChangeKind.DECLARATION: papers.declaration,
    ChangeKind.RETIREMENT: _retirement,
}


def _term(form: Form, term: Term) -> Iterator[tuple[str, str]]:
    known = subjects(form)
    if term.subject not in known:
        yield "subject", "There is no such question or fact"
        return
    if (term.comparison in BARE) is bool(term.values):
        yield "values", "This comparison has no value" if term.values else "Give at least one value"
    if term.comparison in COUNTED and not all(one.isdigit() for one in term.values):
        yield "values", "Give a whole number"
    if term.comparison in (Comparison.AT_LEAST, Comparison.AT_MOST) and not all(map(_bound, term.values)):
        yield "values", "Give a number or a day as year-month-day"
    offered = _offered(form, term.subject)
    if term.comparison in (Comparison.ONE_OF, Comparison.NONE_OF) and offered:
        strange = [one for one in term.values if one not in offered]
        if strange:
            yield "values", f"Choose from: {', '.join(offered)[:300]}"


def _bound(value: str) -> bool:
    return as_date(value) is not None or re.fullmatch(r"-?\d+(\.\d+)?", value) is not None


def subjects(form: Form) -> dict[str, str]:
    """What a condition may name: facts, questions and parts of their rows, each in words."""
    named = {name: fact.words for name, fact in FACTS.items()}
    for key, field in form.fields.items():
        if field.type != "map":
            named[key] = f"{field.id} {field.label}"
        named |= {f"{key}.{item.key}": f"{field.id} {field.label}: {item.label}" for item in field.items
                  if item.type != "map"}  # fmt: skip
    return named


def _offered(form: Form, subject: str) -> tuple[str, ...]:
    if subject in FACTS:
        return FACTS[subject].values
    key, _, part = subject.partition(".")
    field = form.fields[key]
    one: Field = next((item for item in field.items if item.key == part), field)
    return one.options or (("yes", "no") if one.type == "bool" else ())


def condition(form: Form, match: Match, given: tuple[Term, ...]) -> Condition:
    """The condition that some terms make, in words too."""
    return Condition(_in_words(form, match, given), Joined(match, given)) if given else ALWAYS


def _in_words(form: Form, match: Match, given: tuple[Term, ...]) -> str:
    named_ = subjects(form)
    told = [
        f"{named_.get(term.subject, term.subject)} {COMPARED[term.comparison].format(values=' or '.join(term.values))}"
        for term in terms(Joined(match, given))
    ]
    return JOINED[match].format("; ".join(told))


def named(form: Form, said: FormChange, used: Collection[str] = ()) -> FormChange:
    """The change with the name of what it adds. The name of a question begins with its section, that of a rule with
    W-. `used`: names that were given before, also to what is no longer asked; none is given again."""
    if said.target or said.kind not in (ChangeKind.QUESTION, ChangeKind.RULE, *papers.PAPERS):
        return said
    taken = {*used, *form.fields, *(rule.id for rule in form.rules), *papers.words(form)}
    if said.kind in papers.PAPERS:
        return replace(said, target=papers.named(said, _slug, lambda stem: _free(stem, taken), taken))
    if said.kind is ChangeKind.RULE:
        return replace(said, target=_free(f"W-{_slug(said.where, 20).upper()}-", taken))
    stem = f"added_{said.section.lower()}_{_slug(said.label, 40)}"
    return replace(said, target=stem if stem not in taken else _free(f"{stem}_", taken))


def _free(stem: str, taken: Collection[str]) -> str:
    return next(name for number in range(1, len(taken) + 2) if (name := f"{stem}{number}") not in taken)


def _slug(words: str, most: int) -> str:
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:most].strip("_") or "question"


def labelled(form: Form, said: FormChange) -> str:
    """What is changed, in words."""
    field = form.fields.get(said.target)
    rule = next((one for one in form.rules if one.id == said.target), None)
    known = (field.label if field else "") or (rule.message if rule else "") or papers.words(form).get(said.target, "")
    return said.label or (field.label if field else "") or said.message or known or said.target
