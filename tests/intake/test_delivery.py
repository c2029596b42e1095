"""Mail leaves at least once, as letters that any mail program reads; what cannot be delivered is parked."""

import email
import smtplib
import socket
import threading
from datetime import timedelta
from email.policy import default
from uuid import UUID

import pytest

from services.contracts.intake import correspondence as say
from services.contracts.intake.application import AppointmentArranged
from services.contracts.message import Role, new_id
from services.intake import models
from services.intake.domain.correspondence.appointments import calendar
from services.intake.handlers import correspondence, delivery, secrets
from services.intake.models.correspondence import PARKED, SENT, WAITING
from services.intake.views import correspondence as views
from tests.intake.accounts import mails, sign_up
from tests.support import NOON, actor, call

ADA = "ada@northbridge.example"


@pytest.fixture
def post(lite_intake):
    """The ground with one person, whose mails so far were sent."""
    ground = lite_intake
    ground.ada = sign_up(ground, ADA)
    delivery.send_waiting(ground.db, call())
    return ground


def write(ground, number=1, text="A sentence.", **to):
    to = to or {"person_id": ground.ada}

    def put(session, _, asked):
        models.correspondence.write(session, UUID(int=number), "DAR-2026-00042: Accepted", text, _now(), **to)

    ground.do(put, None)


def _now():
    return secrets.now()


def one(ground, number=1):
    return next(mail for mail in mails(ground) if mail.id == UUID(int=number))


def letters(folders):
    found = sorted((folders / "mail").glob("*.eml"))
    return {path.stem: email.message_from_bytes(path.read_bytes(), policy=default) for path in found}


def test_a_mail_becomes_a_letter_in_the_folder(post, folders):
    write(post, text="Your request was accepted: ✓")
    assert delivery.send_waiting(post.db, call()) == 1
    letter = letters(folders)[str(UUID(int=1))]
    assert letter["To"] == ADA
    assert letter["Subject"] == "DAR-2026-00042: Accepted"
    assert letter["Message-ID"] == f"<{UUID(int=1)}@haven>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == _now()
    assert letter.get_content().strip() == "Your request was accepted: ✓"


def test_an_appointment_goes_along_as_a_file_for_the_calendar_and_is_not_kept_either(post, folders):
    arranged = AppointmentArranged(
        subject=new_id(), at=NOON, by=new_id(), reference="DAR-2026-00042", appointment_id=new_id(),
        starts_at=NOON + timedelta(days=1), minutes=30, place="Room 2", purpose="What is left",
    )  # fmt: skip
    write(post, person_id=post.ada, calendar=calendar(arranged))
    delivery.send_waiting(post.db, call())
    letter = letters(folders)[str(UUID(int=1))]
    (file,) = letter.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "appointment.ics")
    assert "DTSTART:20260702T120000Z" in file.get_content()
    assert "Room 2" not in file.get_content(), "mail says neither where nor over what"
    assert letter.get_body().get_content().strip() == "A sentence."
    assert one(post).calendar == ""


def test_a_sent_mail_keeps_no_text_and_is_not_sent_again(post):
    write(post)
    delivery.send_waiting(post.db, call())
    sent = one(post)
    assert (sent.state, sent.text, sent.error) == (SENT, "", "")
    assert delivery.send_waiting(post.db, call()) == 0


def test_whoever_dies_while_sending_leaves_the_mail_to_be_sent_again(post, time, folders):
    write(post)
    taken = post.do(lambda session, _, asked: delivery.take(session), None)
    assert [mail.id for mail in taken] == [UUID(int=1)]
    assert delivery.send_waiting(post.db, call()) == 0
    time.forward(seconds=10)
    assert delivery.send_waiting(post.db, call()) == 1
    assert letters(folders)[str(UUID(int=1))]["Message-ID"] == f"<{UUID(int=1)}@haven>"


def test_failures_back_off_and_the_last_parks_the_mail(post, time, monkeypatch):
    def broken(_):
        def put(_letter):
            raise OSError("the disk is full")

        return put

    monkeypatch.setattr(delivery, "_into", broken)
    write(post)
    waits, last = [], _now()
    for _ in range(1000):
        if delivery.send_waiting(post.db, call()):
            waits.append(_now() - last)
            last = _now()
        if one(post).state == PARKED:
            break
        time.forward(seconds=10)
    assert [int(wait.total_seconds()) for wait in waits] == [0, 10, 20, 40, 80, 160, 320, 640]
    assert one(post).error == "OSError"
    assert post.names()[-1] == "MailParked"
    operator = actor(Role.OPERATOR)
    assert [row.mail_id for row in post.ask(views.mail, say.ListMail(), operator).rows] == [UUID(int=1)]


def test_a_parked_mail_is_sent_when_an_operator_says_so(post, time, folders, monkeypatch):
    write(post, person_id=UUID(int=404))
    for _ in range(delivery.ATTEMPTS):
        delivery.send_waiting(post.db, call())
        time.forward(hours=1)
    assert (one(post).state, one(post).error) == (PARKED, "no address")
    post.do(correspondence.retry_mail, say.RetryMail(mail_id=UUID(int=1)), actor(Role.OPERATOR))
    assert one(post).state == WAITING
    assert delivery.send_waiting(post.db, call()) == 1


def test_one_mail_that_fails_does_not_hold_up_the_others(post, folders):
    write(post, 1, person_id=UUID(int=404))
    write(post, 2)
    delivery.send_waiting(post.db, call())
    assert (one(post, 1).state, one(post, 2).state) == (WAITING, SENT)


def test_mail_goes_to_the_server_that_is_named(post, folders, monkeypatch):
    with Server() as server:
        monkeypatch.setenv("HAVEN_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        write(post)
        delivery.send_waiting(post.db, call())
    assert (one(post).state, letters(folders).keys() & {str(UUID(int=1))}) == (SENT, set())
    assert server.recipients == [f"<{ADA}>"]
    assert "Subject: DAR-2026-00042: Accepted" in server.letter


def test_a_server_that_is_away_loses_nothing(post, time, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setenv("HAVEN_SMTP_URL", f"smtp://127.0.0.1:{port}")
    write(post, 1)
    write(post, 2)
    assert delivery.send_waiting(post.db, call()) == 2
    assert {one(post, n).state for n in (1, 2)} == {WAITING}
    monkeypatch.delenv("HAVEN_SMTP_URL")
    time.forward(seconds=10)
    assert delivery.send_waiting(post.db, call()) == 2
    assert {one(post, n).state for n in (1, 2)} == {SENT}


def test_a_broken_connection_is_a_failure_like_any_other(post, monkeypatch):
    class Broken(smtplib.SMTP):
        def send_message(self, *_):
            raise smtplib.SMTPServerDisconnected

    with Server() as server:
        monkeypatch.setattr(smtplib, "SMTP", Broken)
        monkeypatch.setenv("HAVEN_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        write(post)
        delivery.send_waiting(post.db, call())
    assert (one(post).state, one(post).error) == (WAITING, "SMTPServerDisconnected")
    assert one(post).due_at - _now() == timedelta(seconds=10)


class Server:
    """The least of an SMTP server: takes one session and keeps what it was given."""

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.recipients, self.letter = self._listener.getsockname()[1], [], ""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._thread.join(5)
        self._listener.close()

    def _serve(self):
        connection, _ = self._listener.accept()
        with connection, connection.makefile("rwb") as lines:
            self._say(lines, "220 here")
            for line in lines:
                word = line.decode().strip()
                if word.upper().startswith("DATA"):
                    self._say(lines, "354 go on")
                    self.letter = b"".join(iter(lines.readline, b".\r\n")).decode()
                elif word.upper().startswith("RCPT"):
                    self.recipients.append(word.partition(":")[2])
                self._say(lines, "221 bye" if word.upper() == "QUIT" else "250 ok")
                if word.upper() == "QUIT":
                    return

    def _say(self, lines, words):
        lines.write(f"{words}\r\n".encode())
        lines.flush()
