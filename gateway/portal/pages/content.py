"""Administrators edit the words and the files of the public pages."""

from services.contracts import intake
from services.contracts.message import Role

from ..row import Column, Field, Form, Listing
from ..visit import Visit
from .public import ADDRESSES, words

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
ALL = ("/staff/content", "Content pages")
ONE = "/staff/content/<page>"
MARKS = (
    "An empty line begins a new paragraph. ## begins a heading. A line that begins with - is one of a list. "
    "**two stars** make words strong. [Words](/help) lead to a page of ours, [words](https://…) to another site. "
    "Nothing else is understood: HTML is shown as it is typed."
)


def chosen(visit: Visit) -> dict[str, intake.ReadContentPage]:
    """The page that the address names."""
    return {"page": words(visit.path["page"])}


PAGES = (
    Listing(
        path="/staff/content",
        who=ADMINISTRATORS,
        title="Content pages",
        nav="Content",
        query=intake.ListContentPages,
        intro="These pages are public. What you save is there for everybody at once, with your name and the day.",
        columns=(
            Column("Page", lambda row: row.title, lambda row: f"/staff/content/{row.page}"),
            Column(
                "Where it is read", lambda row: ADDRESSES.get(row.page, ""), lambda row: ADDRESSES.get(row.page, "")
            ),
            Column("Last edited", lambda row: row.edited_at),
            Column("By", lambda row: row.edited_by or ("" if row.version else "As it came with Haven")),
            Column("Version", lambda row: row.version, numeric=True),
        ),
    ),
    Form(
        path=ONE,
        who=ADMINISTRATORS,
        command=intake.SaveContentPage,
        title="Edit a page",
        template="content/edit.html",
        asks=chosen,
        needs="page",
        crumbs=(ALL,),
        fields=(
            Field("title", "Title"),
            Field("text", "Text", MARKS, rows=20),
        ),
        start=lambda visit: {"title": visit["page"].title, "text": visit["page"].text},
        submit="Publish",
        then="/pages/{page}",
        done="The page has been published. Everybody sees it as it is here.",
    ),
    Form(
        path=f"{ONE}/files",
        who=ADMINISTRATORS,
        command=intake.AttachContentFile,
        title="Add a file to a page",
        action="Add a file",
        asks=chosen,
        needs="page",
        crumbs=(ALL,),
        intro=("Anybody can download it. Its type and size are shown beside it.",),
        fields=(
            Field("sha256", "File", "A PDF is best: everybody can read it."),
            Field("title", "What is it called?", "People read these words to decide whether they want it."),
        ),
        submit="Add the file",
        then="/pages/{page}",
        done="The file is there. It is listed at the end of the page.",
    ),
    Form(
        path=f"{ONE}/files/<uuid:file_id>/remove",
        who=ADMINISTRATORS,
        command=intake.RemoveContentFile,
        title="Take a file off a page",
        action="Take it off",
        asks=chosen,
        needs="page",
        crumbs=(ALL,),
        intro=("It is not offered any more. Links to it that others keep stop working.",),
        submit="Take the file off",
        danger=True,
        then="/pages/{page}",
        done="The file is not offered any more.",
    ),
)
