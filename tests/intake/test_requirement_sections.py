"""A form in sections: each is saved apart, forward and back in any order, and nothing that was entered is lost."""

from collections.abc import Callable

from services.contracts.intake import application as say
from services.intake.domain.form import SHIPPED
from tests import examples
from tests.intake.test_application_handlers import World
from tests.support import Ground


def by_section() -> dict[str, dict[str, object]]:
    """The example's answers, section by section."""
    answers = examples.answers()
    keys = {section.letter: [field.key for field in section.fields] for section in SHIPPED.sections}
    return {letter: {key: answers[key] for key in mine if key in answers} for letter, mine in keys.items()}


def test_sections_are_saved_forward_and_back_without_losing_entries(lite: Callable[[str], Ground]) -> None:
    world, pages = World(lite("intake")).start(), by_section()
    for letter in (*pages, *reversed(pages)):
        world.give(say.SaveDraft, answers=pages[letter])
    assert {key: world.read().answers.get(key) for key in examples.answers()} == examples.answers()
    assert set(world.read().progress) == set(pages)


def test_going_back_to_correct_one_answer_leaves_the_other_sections_as_they_were(
    lite: Callable[[str], Ground],
) -> None:
    world = World(lite("intake")).start()
    for answers in by_section().values():
        world.give(say.SaveDraft, answers=answers)
    before = world.read().answers
    world.give(say.SaveDraft, answers={"aim": "Another aim"})
    assert world.read().answers == {**before, "aim": "Another aim"}
