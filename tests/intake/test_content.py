"""The public content pages, from what is shipped to what administrators make of them (S2-64, S2-65, S4-47)."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from deploy.settings import ROOT
from services.chassis import documents
from services.contracts.intake import content as say
from services.contracts.message import ANONYMOUS, Conflict, NotFound, NotPermitted, Refused, Role
from services.intake import handlers, models, views
from services.intake.domain import content as domain
from tests.intake import make_content_dates
from tests.support import Ground, actor, call

ADMIN = actor(Role.PERSON, Role.ADMINISTRATOR)
OFFICER = actor(Role.PERSON, Role.CASE_OFFICER)
WORDS = say.SaveContentPage(page="faq", title="Asked often", text="How **long**? Four days.")


@pytest.fixture
def ground(lite_intake: Ground) -> Ground:
    return lite_intake


def guide(sha256: str) -> say.AttachContentFile:
    return say.AttachContentFile(page="help", title="A guide", sha256=sha256, filename="guide.pdf")


def test_every_page_is_there_before_anybody_edited_one(ground: Ground) -> None:
    for name in models.content.SHIPPED:
        page = ground.ask(views.content.one, say.ReadContentPage(page=name), ANONYMOUS)
        assert page.title
        assert len(page.text) > 50
        assert (page.version, page.edited_by, page.may) == (0, "", ())
        assert page.edited_at is not None, "a shipped page says of when it is (S1-45)"


def test_words_that_are_shipped_are_dated_anew_when_they_change() -> None:
    """Mend with: python -m tests.intake.make_content_dates"""
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    assert json.loads(make_content_dates.PLACE.read_text()) == make_content_dates.current(long_ago)


def test_an_administrator_edits_a_page_and_everybody_sees_who_and_when(ground: Ground) -> None:
    done = ground.do(handlers.content.edit, WORDS, ADMIN)
    page = ground.ask(views.content.one, say.ReadContentPage(page="faq"), ANONYMOUS)
    assert (page.title, page.text, page.version) == (WORDS.title, WORDS.text, done.version)
    assert page.edited_at is not None
    (event,) = ground.said()
    assert isinstance(event, say.ContentPageSaved)
    assert event.sha256 == hashlib.sha256(WORDS.text.encode()).hexdigest()


def test_nobody_else_edits_a_page(ground: Ground) -> None:
    with pytest.raises(NotPermitted):
        ground.do(handlers.content.edit, WORDS, OFFICER)


def test_there_are_no_pages_but_those_that_are_shipped(ground: Ground) -> None:
    with pytest.raises(NotFound):
        ground.do(handlers.content.edit, say.SaveContentPage(page="pills", title="Buy", text="Now."), ADMIN)
    with pytest.raises(NotFound):
        ground.ask(views.content.one, say.ReadContentPage(page="pills"), ANONYMOUS)


def test_the_second_of_two_who_edit_at_once_is_told(ground: Ground) -> None:
    ground.do(handlers.content.edit, WORDS, ADMIN)
    late = say.SaveContentPage(page="faq", title="Mine", text="Other words.", expected_version=0)
    with pytest.raises(Conflict):
        ground.do(handlers.content.edit, late, ADMIN)


def test_a_file_is_offered_with_its_size_and_taken_away_again(ground: Ground) -> None:
    sha256 = documents.put(b"a guide", "application/pdf")
    ground.do(handlers.content.edit, guide(sha256), ADMIN)
    (file,) = ground.ask(views.content.one, say.ReadContentPage(page="help"), ANONYMOUS).files
    assert (file.title, file.size, file.media_type) == ("A guide", 7, "application/pdf")
    ground.do(handlers.content.edit, say.RemoveContentFile(page="help", file_id=file.file_id), ADMIN)
    assert ground.ask(views.content.one, say.ReadContentPage(page="help"), ANONYMOUS).files == ()


def test_a_file_that_nobody_uploaded_is_not_offered(ground: Ground) -> None:
    with pytest.raises(NotFound):
        ground.do(handlers.content.edit, guide("0" * 64), ADMIN)


def test_a_page_has_no_more_files_than_anybody_reads() -> None:
    page = domain.shipped("help", "# Help\n\nWords.", datetime(2026, 7, 1, tzinfo=UTC))
    attach = guide("0" * 64)
    for _ in range(domain.MOST_FILES):
        page, _events = domain.edit(attach, page, call(ADMIN), 1)
    with pytest.raises(Refused, match="at most"):
        domain.edit(attach, page, call(ADMIN), 1)


def test_pages_are_found_by_all_words_with_what_stands_around_them(ground: Ground) -> None:
    ground.do(handlers.content.edit, WORDS, ADMIN)
    found = ground.ask(views.content.listed, say.ListContentPages(q="LONG days"), ANONYMOUS).rows
    assert [row.page for row in found] == ["faq"]
    assert "How long" in " ".join(found[0].excerpt.split())
    assert ground.ask(views.content.listed, say.ListContentPages(q="zebra"), ANONYMOUS).rows == ()


def test_the_list_goes_on_where_it_ended(ground: Ground) -> None:
    names, after = [], ""
    while True:
        page = ground.ask(views.content.listed, say.ListContentPages(limit=4, after=after), ANONYMOUS)
        names += [row.page for row in page.rows]
        if not (after := page.next):
            break
    assert names == sorted(models.content.SHIPPED)


def test_every_shipped_page_is_a_file_with_a_title() -> None:
    for path in (ROOT / "services/intake/data/content").glob("*.md"):
        assert path.read_text().startswith("# "), path.name
