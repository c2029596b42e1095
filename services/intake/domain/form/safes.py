"""The five safes (domain 2.6): another order of the same questions, for those who weigh a request."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Safe:
    """One of the five, and what its reader asks. `sections` are letters; `questions` are the numbers of questions that
    belong here whatever their section, each with those that begin with it (B9, B9a)."""

    key: str
    title: str
    question: str
    sections: str = ""
    questions: tuple[str, ...] = ()


SAFES = (
    Safe("projects", "Safe projects", "Is it lawful, ethical, beneficial, proportionate, and expected by the public?",
         "ABCDKL"),
    Safe("people", "Safe people", "Are they competent, trained, contracted and accountable?", "EJ"),
    Safe("data", "Safe data",
         "Is it the minimum, de-identified as far as possible, and are the opt-outs right?", "FGH"),
    Safe("settings", "Safe settings", "Where are the data, with what assurance, and who can reach them?", "I", ("E6",)),
    Safe("outputs", "Safe outputs",
         "What is published or kept, how is disclosure controlled, and for how long is anything retained?", "M",
         ("B9", "B10")),
)  # fmt: skip
REST = Safe("rest", "Everything else", "Is there anything here that bears on the five?")
BY_KEY: Mapping[str, Safe] = {one.key: one for one in (*SAFES, REST)}


def safe(question: str) -> Safe:
    """Where a question belongs, by its number: B9a with B9, but B91 not."""
    number = question.rstrip("abcdefghijklmnopqrstuvwxyz")
    named = next((one for one in SAFES if number in one.questions), None)
    return named or next((one for one in SAFES if question[:1] and question[:1] in one.sections), REST)
