"""Intake as a process on a real broker: an account from sign-up to a staff role, with mail and notices on the way."""

import signal
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pyotp
import pytest

from services.chassis import migrations
from services.contracts import intake, replies
from services.contracts.intake import people as say
from services.contracts.message import Role, new_id
from tests.chassis.running import Parts, until

PASSWORD = "vexing plumber sixty"


class Running(Parts):
    """Intake's own process, spoken to as the gateway would."""

    module = "services.chassis.runner"

    def start(self, service: str, replica: str = "") -> None:
        for metadata in migrations.metadata_of(service):
            metadata.create_all(self.databases[service].engine)
        super().start(service, replica)

    def say(self, message, session=None):
        """The answer to a message, as an actor made of a session."""
        who = {"sub": str(session.person_id), "name": session.name} if session else {}
        token = self.token("intake", *(session.roles if session else (Role.PUBLIC,)), **who)
        return replies.read_reply(type(message), self.ask("intake", message, token=token))

    def letters(self):
        """Every mail in the folder, oldest first."""
        found = sorted((self.folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(path.read_bytes(), policy=default) for path in found]


@pytest.fixture
def running(broker, tmp_path):
    one = Running(broker, tmp_path, {"intake": f"sqlite:///{tmp_path / 'intake.sqlite'}"})
    one.start("intake")
    yield one
    one.stop()


def enter(running, email, secret=""):
    code = pyotp.TOTP(secret).now() if secret else ""
    return running.say(say.SignIn(email=email, password=PASSWORD, code=code))


def administrator(running, email):
    running.say(say.BootstrapAdministrator(email=email, name="Addie Min", password=PASSWORD))
    weak = enter(running, email)
    assert weak.totp_needed
    secret = running.say(say.StartTotp(), weak).secret
    running.say(say.ConfirmTotp(code=pyotp.TOTP(secret).now()), weak)
    return enter(running, email, secret)


@pytest.mark.slow
def test_an_account_from_sign_up_to_a_role_with_mail_and_notices(running):
    first, second = administrator(running, "first@haven.example"), administrator(running, "second@haven.example")
    running.say(say.SignUp(email="gwen@haven.example", name="Gwen Pike", password=PASSWORD))
    until(lambda: any(m["To"] == "gwen@haven.example" for m in running.letters()), "the mail arrived")
    letter = next(m for m in running.letters() if m["To"] == "gwen@haven.example")
    token = letter.get_content().partition("enter this code: ")[2].split()[0]
    gwen = running.say(say.ConfirmAddress(token=token)).subject

    proposed = running.say(say.ProposeRole(person_id=gwen, role=Role.CASE_OFFICER), first)
    running.say(say.ApproveRole(proposal_id=UUID(proposed.reference)), second)
    session = enter(running, "gwen@haven.example")
    assert (session.totp_needed, session.roles) == (True, {Role.PERSON})
    assert running.say(say.ReadSession(token=session.token)).person_id == gwen

    until(lambda: running.say(intake.MyNotices(), session).unread == 2, "both notices arrived")
    heard = {row.event for row in running.say(intake.MyNotices(), session).rows}
    assert heard == {"AddressConfirmed", "RoleGranted"}
    until(lambda: len([m for m in running.letters() if m["To"] == "gwen@haven.example"]) == 3, "so did the mails")
    assert PASSWORD not in running.log("intake")
    assert running.end("intake", signal.SIGTERM) == 0


@pytest.mark.slow
def test_a_sign_in_that_comes_again_is_not_a_second_session(running):
    """Its answer is a secret, so it is not kept; that there was one is, in the database that all replicas share."""
    again = say.SignIn(email="nobody@example.org", password=PASSWORD)
    assert "answer" in running.ask("intake", again)
    assert running.ask("intake", again)["refused"]["code"] == "answered"
    assert "answer" in running.ask("intake", replace(again, id=new_id()))


def test_catalogue_and_organisations_answer_on_the_bus(running):
    assert len(running.say(intake.ListDatasets(limit=50)).rows) == 13
    person = administrator(running, "first@haven.example")
    command = intake.RegisterOrganisation(name="Northbridge", kind=intake.OrganisationType.UNIVERSITY)
    made = running.say(command, person)
    assert running.say(command, person) == made  # sending it again gives the first answer
    assert running.say(intake.ReadOrganisation(organisation_id=made.subject), person).name == "Northbridge"
