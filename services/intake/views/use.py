"""The conditions of the datasets asked for, matched with the declared use, for one reader."""

from sqlalchemy.orm import Session

from services.contracts.access import Reach
from services.contracts.intake import application as say
from services.contracts.intake.catalogue import UseCondition
from services.contracts.message import Call, NotFound

from ..domain import use
from ..domain.draft import Draft
from ..models import application as models
from ..models import knowledge, sections
from .application import EDITABLE
from .catalogue import DATASETS
from .versions import readable


def matched(session: Session, query: say.MatchUse, call: Call) -> say.UseMatchView:
    """NotFound for a version that there is not, and for a draft that this reader may not read."""
    row, application, reach = readable(session, query, call)
    drafted = reach is Reach.OWN and application.state in EDITABLE
    number = query.version if query.version is not None else 0 if drafted else application.version
    version = models.version(session, application.id, number) if number else None
    if version is None and (number or not drafted):
        raise NotFound("There is no such version")
    answers = version.answers if version else sections.answers(session, row)
    documents = models.documents_of(version) if version else application.documents
    draft = knowledge.draft(session, application, answers, call.at, documents=documents)
    return say.UseMatchView(
        application_id=application.id,
        reference=application.reference,
        title=application.title,
        version=number,
        rules=use.VERSION,
        declared=tuple(_declared(term) for term in use.declared(draft)),
        rows=tuple(
            _row(draft, name, condition)
            for name in dict.fromkeys(str(asked.get("dataset")) for asked in draft.rows("datasets"))
            if name in DATASETS
            for condition in DATASETS[name].use_conditions
        ),
    )


def _declared(term: use.Term) -> say.DeclaredUse:
    meant = use.TERMS[term.code]
    return say.DeclaredUse(code=term.code, short=meant.short, meaning=meant.meaning, parameter=term.parameter)


def _row(draft: Draft, name: str, condition: UseCondition) -> say.UseMatch:
    result, reason, field = use.match(draft, condition.code, condition.parameter)
    told = {"code": condition.code, "short": condition.short, "meaning": condition.meaning}
    return say.UseMatch(
        dataset=name, name=DATASETS[name].name, **told, parameter=condition.parameter, result=result, reason=reason,
        field=field,
    )  # fmt: skip
