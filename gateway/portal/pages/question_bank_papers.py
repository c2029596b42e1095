"""The question bank, further: kinds of documents and declarations, added or in other words."""

from typing import Any

from services.contracts import intake
from services.contracts.intake import ChangeKind

from .. import changing
from ..row import Form
from .question_bank import ALL, KEEPERS, PROPOSED, bank

ADD = {
    ChangeKind.DOCUMENT: (
        "Add a kind of document", "Propose the document",
        "Every request that fits its condition is asked for it, once a second person has approved it and a version is "
        "published.",
    ),
    ChangeKind.DECLARATION: (
        "Add a declaration", "Propose the declaration",
        "It is ticked with every submission, once a second person has approved it and a version is published.",
    ),
}  # fmt: skip


def _form(kind: ChangeKind, names: tuple[str, ...] = (), **more: Any) -> Form:
    """A page on which a change of this kind is proposed; of what is there, only of `names`."""
    return Form(
        who=KEEPERS,
        command=intake.ProposeFormChange,
        asks=bank,
        needs="bank",
        crumbs=(ALL,),
        fields=changing.fields(kind, names),
        asked=changing.asks(kind, names),
        then="/staff/form/changes/{subject}",
        done=PROPOSED,
        **more,
    )


PAGES = (
    *(
        _form(kind, path=f"/staff/form/{kind.value}s/add", title=title, intro=(intro,), submit=submit,
              read=changing.reads(kind),
              start=lambda visit: {"change.years": 0, "change.match": "all"})
        for kind, (title, submit, intro) in ADD.items()
    ),
    *(
        _form(kind, changing.WORDS_OF[kind], path=f"/staff/form/{kind.value}s/<target>/words",
              title=f"Change the words of a {called}", submit="Propose these words",
              intro=("When it is wanted stays as it is.",), start=changing.paper_now,
              read=changing.reads(kind, "target"))
        for kind, called in ((ChangeKind.DOCUMENT, "kind of document"), (ChangeKind.DECLARATION, "declaration"))
    ),
)  # fmt: skip
