"""Comments as pages show them: beside the question, or all together."""

from services.contracts.intake import CommentsView, ThreadView


def by_question(view: CommentsView | None) -> dict[str, list[ThreadView]]:
    """The threads on each question."""
    found: dict[str, list[ThreadView]] = {}
    for thread in view.threads if view else ():
        found.setdefault(thread.field, []).append(thread)
    return found
