"""The eight Caldicott principles (S3-21; domain 5.5), and the questions in which a request answers each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Principle:
    """`title` is the principle, `asks` what a reader wants to know; `questions` are numbers of the form."""

    number: int
    title: str
    asks: str
    questions: tuple[str, ...]


PRINCIPLES = (
    Principle(1, "Justify the purpose of using confidential information",
              "Is the purpose defined, and worth it?", ("B2", "B11", "B12")),
    Principle(2, "Use confidential information only when it is necessary",
              "Would anything less intrusive do?", ("B4", "F11")),
    Principle(3, "Use the minimum necessary confidential information",
              "Is each dataset, field, year and person needed?", ("F1", "F10", "H1")),
    Principle(4, "Access to confidential information is on a strict need-to-know basis",
              "Who sees the data, and what keeps others out?", ("J1", "I4")),
    Principle(5, "Everyone with access knows their responsibilities",
              "Are they trained, supervised, and do they know what to do when something happens?", ("I6", "I7", "E7")),
    Principle(6, "Comply with the law",
              "Which law allows it, and how is the duty of confidentiality met?", ("C2", "C7", "C7a")),
    Principle(7, "The duty to share information for individual care is as important as the duty to protect it",
              "Do the results reach those who care for patients?", ("B10", "B8")),
    Principle(8, "Inform patients and service users about how their confidential information is used",
              "Would anybody be surprised?", ("L1", "L2", "L3", "B14")),
)  # fmt: skip


def answered_by(question: str) -> tuple[Principle, ...]:
    """The principles that a question answers, by its number."""
    return tuple(one for one in PRINCIPLES if question in one.questions)
