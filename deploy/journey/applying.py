"""The form: begun, saved unfinished, refused with what is missing, completed, submitted (domain 1.4.3, T05, T06)."""

from typing import Any

from deploy.cast.papers import paper
from deploy.client import ApiProblem

from .answers import answers
from .story import Story

FIRST = ("title", "request_type", "approval", "lay_summary")
SHOWN = 5


def begin(story: Story) -> None:
    """A draft, by invitation in `dars`, for anybody in `hospital`."""
    words = form_answers(story)
    started = {name: words[name] for name in ("title", "request_type", "approval")}
    if story.enquiry_id:
        started["enquiry_id"] = story.enquiry_id
    done = story.lead.post("/applications", profile=story.profile, **started)
    story.id, story.reference = done["subject"], done["reference"]
    story.tell("Application begun", story.lead, "ApplicationStarted", "DRAFT")


def try_too_early(story: Story) -> None:
    """A draft is saved at any incompleteness; it is submitted only when it is complete."""
    words = form_answers(story)
    save(story, {name: words[name] for name in FIRST})
    story.tell("Draft saved, unfinished", story.lead, "DraftSaved", "DRAFT")
    try:
        _submit(story)
    except ApiProblem as refusal:
        story.refused("to submit it unfinished", story.lead, refusal, "not-ready")
        for code, _, message in refusal.problems[:SHOWN]:
            story.note(f"missing  {code}: {message}")
        story.note(f"… {len(refusal.problems)} things to do in all")
        return
    raise RuntimeError("an unfinished application was submitted")


def complete(story: Story) -> None:
    """Every answer, and every document that the checklist still asks for."""
    save(story, form_answers(story))
    missing = story.lead.get(story.application)["missing"]
    wanted = [problem["field"] for problem in missing if problem["message"].startswith("Attach: ")]
    for kind in wanted:
        attach(story, kind)
    story.tell(f"Form completed, {len(wanted)} documents attached", story.lead, "DraftSaved", "DRAFT")


def submit(story: Story, what: str = "Submitted") -> None:
    """Freeze what there is as a version, and submit it."""
    _submit(story)
    version = story.lead.get(story.application)["versions"][-1]
    story.tell(f"{what}: version {version['version']}", story.lead, "ApplicationSubmitted", "SUBMITTED")
    story.note(f"SHA-256 of version {version['version']}: {version['sha256']}")
    for change in version["changes"]:
        story.note(f"changed  {change['label']}")


def form_answers(story: Story) -> dict[str, Any]:
    """The answers of this request, with the people of this run and the days of its clock."""
    if "answers" not in story.facts:
        people = {key: person.id for key, person in story.people.items()}
        story.facts["answers"] = answers(
            story.request or story.profile,
            people=people,
            organisations=story.cast.organisations,
            today=story.cast.today(),
        )
    return dict(story.facts["answers"])


def save(story: Story, words: dict[str, Any]) -> None:
    """Save some answers of the draft as it was last read."""
    story.lead.get(story.application)
    story.lead.client.patch(f"{story.application}/draft", {"answers": words}, etag=story.lead.client.etag)


def attach(story: Story, kind: str) -> None:
    """A document of this kind."""
    title = kind.replace("_", " ").capitalize()
    sha256 = story.lead.client.upload(f"{kind.lower()}.pdf", paper(title, f"For {story.reference}."))
    story.lead.get(story.application)
    told = {"kind": kind, "sha256": sha256, "filename": f"{kind.lower()}.pdf"}
    story.lead.client.post(f"{story.application}/documents", told, etag=story.lead.client.etag)


def _submit(story: Story) -> None:
    declared = list(story.lead.get("/form", profile=story.profile)["declarations"])
    story.lead.get(story.application)
    etag = story.lead.client.etag
    story.lead.client.post(f"{story.application}/submit", {"declarations": declared}, etag=etag)
