"""Every question belongs to one of the five safes (domain 2.6)."""

import pytest

from services.contracts.intake import ReadForm
from services.intake.domain.form import SHIPPED
from services.intake.domain.form.safes import SAFES, safe
from tests.examples import form_of

TABLE = {"projects": "ABCDKL", "people": "EJ", "data": "FGH", "settings": "I", "outputs": "M"}  # domain 2.6
ELSEWHERE = {"B9": "outputs", "B10": "outputs", "E6": "settings"}


def test_each_question_is_where_the_reference_puts_it() -> None:
    for field in SHIPPED.fields.values():
        expected = next((name for name, letters in TABLE.items() if field.letter in letters), "rest")
        assert safe(field.id).key == ELSEWHERE.get(field.id, expected), field.id


@pytest.mark.parametrize(("question", "key"), [("B9a", "outputs"), ("B91", "projects"), ("N8", "rest"), ("", "rest")])
def test_a_question_that_is_added_later_has_its_place_too(question: str, key: str) -> None:
    assert safe(question).key == key


def test_the_form_says_the_five_in_order_with_what_their_reader_asks() -> None:
    told = form_of(ReadForm())
    assert [one.key for one in told.safes] == [*TABLE, "rest"]
    assert all(one.question.endswith("?") for one in SAFES)
    used = {field.safe for section in told.sections for field in section.fields}
    assert used == {*TABLE, "rest"}
