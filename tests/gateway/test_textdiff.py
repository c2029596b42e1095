"""Word by word: what was taken away and what came."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.portal.textdiff import MOST_WORDS, marked

TEXT = st.text(alphabet="ab \n", max_size=60)


@given(before=TEXT, after=TEXT)
def test_without_what_came_it_is_the_old_text_and_without_what_went_the_new(before, after):
    pieces = marked(before, after)
    if pieces is not None:
        assert "".join(text for kind, text in pieces if kind != "added") == before
        assert "".join(text for kind, text in pieces if kind != "removed") == after


def test_what_changed_is_marked_and_the_rest_is_not():
    assert marked("We count falls at home.", "We count all falls at home.") == [
        ("same", "We count"), ("added", " all"), ("same", " falls at home."),
    ]  # fmt: skip


def test_another_text_and_a_very_long_one_stand_side_by_side():
    assert marked("To know what helps", "Ganz etwas anderes steht hier") is None
    assert marked("word " * MOST_WORDS, "word " * MOST_WORDS) is None
    assert marked(None, "New") is None
