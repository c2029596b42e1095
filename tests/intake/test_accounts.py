"""Sign-up, sign-in, second factor, sessions and tokens, on SQLite and PostgreSQL (S0-12; ASVS 6, 7)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from services.chassis import settings
from services.contracts.intake import people as say
from services.contracts.message import ANONYMOUS, NotFound, NotPermitted, Refused, Role
from services.intake.handlers import accounts, people, secrets, sign_in
from services.intake.models.people import OpenSession, Person
from services.intake.views.people import my_sessions, profile
from tests.intake.accounts import (
    PASSWORD,
    administrator,
    administrators,
    code_of,
    enrol,
    enter,
    grant,
    mailed_token,
    mails,
    seen,
    sign_up,
    staff,
    who,
)

ADA = "ada@northbridge.example"


def person(ground, email=ADA):
    with ground.db.read() as session:
        return session.scalar(select(Person).where(Person.email == email))


# --- sign-up -----------------------------------------------------------------------------------------------------


def test_an_account_opens_with_the_mailed_token(intake):
    """S0-12."""
    intake.do(accounts.sign_up, say.SignUp(email="Ada@Northbridge.example ", name="Ada", password=PASSWORD), ANONYMOUS)
    assert enter(intake, ADA).failure == "address-unconfirmed"
    token = mailed_token(intake, "Confirm")
    intake.do(accounts.confirm_address, say.ConfirmAddress(token=token), ANONYMOUS)
    assert enter(intake, ADA).token
    assert intake.names() == ["PersonRegistered", "AddressConfirmed", "SignedIn"]


def test_a_mailed_token_works_once_and_for_a_day(lite_intake, time):
    sign_up(lite_intake, ADA)
    used = mailed_token(lite_intake, "Confirm")
    lite_intake.do(accounts.sign_up, say.SignUp(email="x@y.example", name="Xu", password=PASSWORD), ANONYMOUS)
    late = mailed_token(lite_intake, "Confirm")
    time.forward(hours=24)
    for token in (used, late, "made-up"):
        with pytest.raises(Refused, match="not right"):
            lite_intake.do(accounts.confirm_address, say.ConfirmAddress(token=token), ANONYMOUS)


def test_tokens_and_passwords_are_not_stored_as_they_are(lite_intake, real_hashes):
    lite_intake.do(accounts.sign_up, say.SignUp(email=ADA, name="Ada", password=PASSWORD), ANONYMOUS)
    token = mailed_token(lite_intake, "Confirm")
    lite_intake.do(accounts.confirm_address, say.ConfirmAddress(token=token), ANONYMOUS)
    opened = enter(lite_intake, ADA).token
    assert person(lite_intake).password_hash.startswith("$argon2id$")
    with lite_intake.db.read() as session:
        assert session.scalars(select(OpenSession.token_hash)).one() == secrets.token_hash(opened)
        assert opened not in session.scalars(select(OpenSession.token_hash)).one()


def test_whether_an_address_has_an_account_is_not_told(lite_intake, time):
    """ASVS 6.3.8: the same answers, for sign-up, for a new password, and for signing in."""
    sign_up(lite_intake, ADA)
    time.forward(minutes=2)
    answers = set()
    for email in (ADA, "nobody@northbridge.example"):
        up = say.SignUp(email=email, name="Xu Yang", password=PASSWORD)
        answers.add(lite_intake.do(accounts.sign_up, up, ANONYMOUS))
        answers.add(lite_intake.do(accounts.ask_password_reset, say.AskPasswordReset(email=email), ANONYMOUS))
    assert len(answers) == 1
    assert "account already" in [mail.subject for mail in mails(lite_intake)][1]
    unknown, wrong = enter(lite_intake, "unknown@x.example"), enter(lite_intake, ADA, password="wrong password 1")
    assert unknown == wrong == say.SessionView(failure="sign-in-failed")


def test_an_unknown_address_costs_as_much_work_as_a_wrong_password(lite_intake, real_hashes, monkeypatch):
    sign_up(lite_intake, ADA)
    checked = []
    real = secrets._verify
    monkeypatch.setattr(secrets, "_verify", lambda *args: checked.append(args) or real(*args))
    enter(lite_intake, "unknown@x.example")
    enter(lite_intake, ADA, password="wrong password 1")
    assert len(checked) == 2
    assert all(stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for stored, _ in checked)


def test_a_mailbox_is_not_flooded(lite_intake, time):
    again = say.SignUp(email=ADA, name="Ada", password=PASSWORD)
    lite_intake.do(accounts.sign_up, again, ANONYMOUS)
    lite_intake.do(accounts.sign_up, again, ANONYMOUS)
    assert len(mails(lite_intake)) == 1
    time.forward(minutes=1)
    lite_intake.do(accounts.sign_up, again, ANONYMOUS)
    assert len(mails(lite_intake)) == 2


def test_a_weak_password_is_refused_before_anything_is_known(lite_intake):
    sign_up(lite_intake, ADA)
    for email in (ADA, "nobody@x.example"):
        with pytest.raises(Refused) as refused:
            lite_intake.do(accounts.sign_up, say.SignUp(email=email, name="A", password="short"), ANONYMOUS)
        assert [p.field for p in refused.value.problems] == ["password"]


def test_a_new_password_comes_with_the_mailed_token_and_ends_all_sessions(intake, time):
    sign_up(intake, ADA)
    opened = enter(intake, ADA).token
    intake.do(accounts.ask_password_reset, say.AskPasswordReset(email=ADA), ANONYMOUS)
    reset = say.ResetPassword(token=mailed_token(intake, "new password"), password="another good phrase")
    intake.do(accounts.reset_password, reset, ANONYMOUS)
    with pytest.raises(NotFound):
        seen(intake, opened)
    assert enter(intake, ADA).failure == "sign-in-failed"
    assert enter(intake, ADA, password="another good phrase").token


def test_a_password_is_changed_with_the_old_one(lite_intake):
    sign_up(lite_intake, ADA)
    actor = who(enter(lite_intake, ADA))
    with pytest.raises(Refused, match="old password"):
        lite_intake.do(accounts.change_password, say.ChangePassword(old="no", new="another good phrase"), actor)
    lite_intake.do(accounts.change_password, say.ChangePassword(old=PASSWORD, new="another good phrase"), actor)
    assert enter(lite_intake, ADA, password="another good phrase").token


# --- the first administrators ------------------------------------------------------------------------------------


def test_two_administrators_are_made_and_never_a_third(intake):
    """SoD-10 needs two people from the start."""
    administrator(intake, "first@haven.example")
    administrator(intake, "second@haven.example")
    with pytest.raises(Refused, match="have been made"):
        administrator(intake, "third@haven.example")


def test_in_production_the_first_administrators_need_the_secret_of_the_keys_folder(lite_intake, monkeypatch, tmp_path):
    production = settings.Settings(run=Path(tmp_path), mode="production", amqp_uri="", workers=1)
    monkeypatch.setattr(settings, "get", lambda: production)
    (tmp_path / "keys").mkdir(exist_ok=True)
    command = {"email": "first@haven.example", "name": "Addie Min", "password": PASSWORD}
    for secret in ("", "guess"):
        attempt = say.BootstrapAdministrator(**command, secret=secret)
        with pytest.raises(NotPermitted):
            lite_intake.do(accounts.bootstrap_administrator, attempt, ANONYMOUS)
    (tmp_path / "keys" / "bootstrap.token").write_text("a very long secret\n")
    right = say.BootstrapAdministrator(**command, secret="a very long secret")
    lite_intake.do(accounts.bootstrap_administrator, right, ANONYMOUS)
    wrong = say.BootstrapAdministrator(**{**command, "email": "b@haven.example"}, secret="guess")
    with pytest.raises(NotPermitted):
        lite_intake.do(accounts.bootstrap_administrator, wrong, ANONYMOUS)


# --- second factor -----------------------------------------------------------------------------------------------


def test_a_staff_account_without_second_factor_may_only_enrol(intake):
    """TOTP is compulsory for staff."""
    administrator(intake, "first@haven.example")
    weak = enter(intake, "first@haven.example")
    assert (weak.totp_needed, weak.roles) == (True, {Role.PERSON})
    secret, codes = enrol(intake, "first@haven.example")
    assert len(codes) == 10
    with pytest.raises(NotFound):
        seen(intake, weak.token)
    assert enter(intake, "first@haven.example").failure == "code-needed"
    strong = enter(intake, "first@haven.example", code_of(secret))
    assert (strong.totp_needed, strong.roles) == (False, {Role.PERSON, Role.ADMINISTRATOR})


def test_a_code_is_used_once(lite_intake, time):
    sign_up(lite_intake, ADA)
    secret, _ = enrol(lite_intake, ADA)
    time.forward(seconds=30)
    code = code_of(secret)
    assert enter(lite_intake, ADA, code).token
    assert enter(lite_intake, ADA, code).failure == "sign-in-failed"
    time.forward(seconds=30)
    assert enter(lite_intake, ADA, code_of(secret)).token


def test_a_recovery_code_stands_in_once(intake):
    sign_up(intake, ADA)
    _, codes = enrol(intake, ADA)
    assert enter(intake, ADA, codes[0].lower()).token
    assert enter(intake, ADA, codes[0]).failure == "sign-in-failed"
    seen_by_me = intake.ask(profile, say.ReadProfile(), who(enter(intake, ADA, codes[1])))
    assert (seen_by_me.totp, seen_by_me.recovery_codes_left) == (True, 8)


def test_another_second_factor_needs_a_code_of_the_first(lite_intake, time):
    sign_up(lite_intake, ADA)
    secret, _ = enrol(lite_intake, ADA)
    actor = who(enter(lite_intake, ADA, code_of(secret)))
    with pytest.raises(NotPermitted):
        lite_intake.do(people.start_totp, say.StartTotp(code="000000"), actor)
    time.forward(seconds=30)
    assert lite_intake.do(people.start_totp, say.StartTotp(code=code_of(secret)), actor).secret != secret


def test_the_secret_is_sealed_for_its_person(lite_intake):
    sign_up(lite_intake, ADA)
    secret, _ = enrol(lite_intake, ADA)
    row = person(lite_intake)
    assert secret not in row.totp_secret
    assert secrets.unseal(row.id, row.totp_secret) == secret
    assert secrets.unseal(UUID(int=1), row.totp_secret) == ""


def test_a_lost_second_factor_is_taken_away_by_two_administrators(lite_intake):
    first, second = administrators(lite_intake)
    ada = sign_up(lite_intake, ADA)
    enrol(lite_intake, ADA)
    with pytest.raises(NotPermitted):
        lite_intake.do(people.handle, say.ProposeTotpReset(person_id=first.id, reason="mine"), first)
    lite_intake.do(people.handle, say.ProposeTotpReset(person_id=ada, reason="lost"), first)
    with pytest.raises(NotPermitted):
        lite_intake.do(people.reset_totp, say.ResetTotp(person_id=ada), first)
    assert enter(lite_intake, ADA).failure == "code-needed"
    lite_intake.do(people.reset_totp, say.ResetTotp(person_id=ada), second)
    assert enter(lite_intake, ADA).token


@pytest.mark.parametrize("what", ["password", "code"])
def test_guessing_within_a_session_is_slowed_down_and_does_not_keep_the_owner_out(lite_intake, time, what):
    """ASVS 6.3.1: whoever found an open session does not find the password or the second factor with it."""
    sign_up(lite_intake, ADA)
    secret, _ = enrol(lite_intake, ADA)
    time.forward(seconds=30)
    actor = who(enter(lite_intake, ADA, code_of(secret)))

    def attempt(right: bool) -> None:
        if what == "code":
            command = say.StartTotp(code=code_of(secret) if right else "000000")
            lite_intake.do(people.start_totp, command, actor)
        else:
            command = say.ChangePassword(old=PASSWORD if right else "wrong password 1", new="another good phrase")
            lite_intake.do(accounts.change_password, command, actor)

    for _ in range(5):
        with pytest.raises(Refused) as refused:
            attempt(right=False)
        assert refused.value.code == f"wrong-{what}"
    time.forward(seconds=29)
    with pytest.raises(Refused) as refused:
        attempt(right=True)
    assert refused.value.code == "throttled"
    time.forward(seconds=1)
    assert enter(lite_intake, ADA, code_of(secret)).token
    time.forward(seconds=30)
    attempt(right=True)
    assert lite_intake.names().count("SignInFailed") == 5


# --- throttling --------------------------------------------------------------------------------------------------


def test_guessing_at_one_account_is_slowed_down(intake, time):
    """ASVS 6.3.1: even the right password waits."""
    sign_up(intake, ADA)
    for _ in range(5):
        assert enter(intake, ADA, password="wrong password 1").failure == "sign-in-failed"
    throttled = enter(intake, ADA)
    assert (throttled.failure, throttled.retry_after) == ("throttled", 31)
    assert intake.names().count("SignInThrottled") == 1
    time.forward(seconds=31)
    assert enter(intake, ADA).token
    assert enter(intake, ADA, password="wrong password 1").failure == "sign-in-failed"


def test_guessing_at_codes_is_slowed_down_too(lite_intake):
    sign_up(lite_intake, ADA)
    enrol(lite_intake, ADA)
    for _ in range(5):
        enter(lite_intake, ADA, "000000")
    assert enter(lite_intake, ADA, "000000").failure == "throttled"


def test_an_account_that_is_not_there_makes_as_much_work_and_says_as_much(lite_intake, real_hashes, monkeypatch):
    """ASVS 6.3.8: one hash is computed and one word said, whoever it is, so neither tells that there is an account."""
    first, _ = administrators(lite_intake)
    lite_intake.do(people.handle, say.DisableAccount(person_id=sign_up(lite_intake, ADA), reason="left"), first)
    there = "bea@x.example"
    sign_up(lite_intake, there, "Bea")
    work, verify = [], secrets._verify
    monkeypatch.setattr(secrets, "_verify", lambda stored, password: work.append(stored) or verify(stored, password))
    for email in ("nobody@x.example", ADA, there):
        work.clear()
        said = enter(lite_intake, email, password="wrong password 1")
        assert replace(said, failure="") == say.SessionView()
        assert said.failure == "sign-in-failed"
        (stored,) = work
        assert "$argon2id$v=19$m=19456,t=2,p=1$" in stored


def test_an_account_that_is_not_there_is_throttled_alike(lite_intake):
    sign_up(lite_intake, ADA)
    answers = {
        email: [enter(lite_intake, email, password="wrong password 1", address=email).failure for _ in range(7)]
        for email in (ADA, "nobody@x.example")
    }
    assert answers[ADA] == answers["nobody@x.example"] == ["sign-in-failed"] * 5 + ["throttled"] * 2


def test_asking_for_a_new_password_tells_nobody_whether_there_is_an_account(lite_intake):
    sign_up(lite_intake, ADA)
    told = {
        repr(lite_intake.do(accounts.ask_password_reset, say.AskPasswordReset(email=email), ANONYMOUS))
        for email in (ADA, "nobody@x.example")
    }
    told |= {
        repr(lite_intake.do(accounts.sign_up, say.SignUp(email=email, name="Ada", password=PASSWORD), ANONYMOUS))
        for email in (ADA, "new@x.example")
    }
    assert len(told) == 1


def test_one_address_guessing_at_many_accounts_is_slowed_down(lite_intake):
    sign_up(lite_intake, ADA)
    for number in range(30):
        enter(lite_intake, f"u{number}@x.example", address="203.0.113.9")
    assert enter(lite_intake, ADA, address="203.0.113.9").failure == "throttled"
    assert enter(lite_intake, ADA, address="203.0.113.10").token


def test_no_sign_in_without_a_throttle(lite_intake, monkeypatch):
    """Fails closed."""
    sign_up(lite_intake, ADA)

    def away(*_, **__):
        raise OSError("no throttle")

    monkeypatch.setattr("services.intake.models.people.read_throttle", away)
    with pytest.raises(OSError, match="no throttle"):
        enter(lite_intake, ADA)


# --- sessions and tokens -----------------------------------------------------------------------------------------


def test_a_session_says_who_holds_it_until_it_ends(intake, time):
    sign_up(intake, ADA)
    opened = enter(intake, ADA)
    assert seen(intake, opened.token).person_id == opened.person_id
    assert seen(intake, opened.token).token == ""
    intake.do(sign_in.sign_out, say.SignOut(token=opened.token), who(opened))
    with pytest.raises(NotFound):
        seen(intake, opened.token)


def test_every_sign_in_is_another_session(lite_intake):
    sign_up(lite_intake, ADA)
    first, second = enter(lite_intake, ADA), enter(lite_intake, ADA)
    assert first.token != second.token
    mine = lite_intake.ask(my_sessions, say.MySessions(), who(second))
    assert {row.session_id for row in mine.rows} == {first.session_id, second.session_id}


def test_touching_keeps_a_session_from_ending_idle(lite_intake, time):
    first, second = administrators(lite_intake)
    gwen = "gwen@haven.example"
    person_id = sign_up(lite_intake, gwen)
    grant(lite_intake, person_id, Role.CASE_OFFICER, first, second)
    secret, _ = enrol(lite_intake, gwen)
    token = enter(lite_intake, gwen, code_of(secret)).token
    time.forward(minutes=29)
    assert seen(lite_intake, token).touch_due
    lite_intake.do(sign_in.touch_session, say.TouchSession(token=token), ANONYMOUS)
    time.forward(minutes=29)
    assert seen(lite_intake, token).roles >= {Role.CASE_OFFICER}
    time.forward(minutes=1)
    with pytest.raises(NotFound):
        seen(lite_intake, token)
    with pytest.raises(NotFound):
        lite_intake.do(sign_in.touch_session, say.TouchSession(token=token), ANONYMOUS)


def test_all_sessions_of_a_person_end_at_once(intake):
    """ASVS 7.4.5: by the person or by an administrator."""
    first, _ = administrators(intake)
    ada = sign_up(intake, ADA)
    tokens = [enter(intake, ADA).token for _ in range(3)]
    with pytest.raises(NotPermitted):
        intake.do(people.handle, say.EndSessions(person_id=first.id), who(seen(intake, tokens[0])))
    intake.do(people.handle, say.EndSessions(person_id=ada), first)
    for token in tokens:
        with pytest.raises(NotFound):
            seen(intake, token)
    assert [e.count for e in intake.said() if isinstance(e, say.SessionsEnded) and e.subject == ada] == [3]


def test_a_disabled_account_has_neither_sessions_nor_tokens(lite_intake):
    """ASVS 7.4.2."""
    first, _ = administrators(lite_intake)
    ada = sign_up(lite_intake, ADA)
    opened = enter(lite_intake, ADA)
    token = lite_intake.do(people.issue_api_token, say.IssueApiToken(label="script"), who(opened)).token
    lite_intake.do(people.handle, say.DisableAccount(person_id=ada, reason="left"), first)
    for each in (opened.token, token):
        with pytest.raises(NotFound):
            seen(lite_intake, each)
    assert enter(lite_intake, ADA).failure == "sign-in-failed"
    lite_intake.do(people.handle, say.EnableAccount(person_id=ada), first)
    assert enter(lite_intake, ADA).token


def test_an_api_token_is_shown_once_and_ends(intake, time):
    sign_up(intake, ADA)
    actor = who(enter(intake, ADA))
    issued = intake.do(people.issue_api_token, say.IssueApiToken(label="script", days=7), actor)
    assert issued.token.startswith("hvn_")
    view = seen(intake, issued.token)
    assert (view.by_token, view.scopes, view.person_id) == (True, {say.Scope.READ}, actor.id)
    assert issued.expires_at - time.now == timedelta(days=7)
    time.forward(days=7)
    with pytest.raises(NotFound):
        seen(intake, issued.token)


def test_an_api_token_is_revoked_at_once_and_by_nobody_else(lite_intake):
    sign_up(lite_intake, ADA)
    sign_up(lite_intake, "eve@x.example", "Eve")
    actor, eve = who(enter(lite_intake, ADA)), who(enter(lite_intake, "eve@x.example"))
    issued = lite_intake.do(people.issue_api_token, say.IssueApiToken(label="script"), actor)
    with pytest.raises(NotFound):
        lite_intake.do(people.revoke_api_token, say.RevokeApiToken(token_id=issued.token_id), eve)
    lite_intake.do(people.revoke_api_token, say.RevokeApiToken(token_id=issued.token_id), actor)
    with pytest.raises(NotFound):
        seen(lite_intake, issued.token)


def test_a_revoked_role_is_gone_from_open_sessions(intake):
    """ASVS 8.3.2: at once."""
    first, second = administrators(intake)
    secret_email = "gwen@haven.example"
    gwen = staff(intake, secret_email, Role.CASE_OFFICER, first, second)
    with intake.db.read() as session:
        assert Role.CASE_OFFICER in gwen.roles
        hashes = session.scalars(select(OpenSession).where(OpenSession.person_id == gwen.id)).all()
    assert hashes
    token = intake.do(people.issue_api_token, say.IssueApiToken(label="s"), gwen).token
    assert Role.CASE_OFFICER in seen(intake, token).roles
    intake.do(people.handle, say.RevokeRole(person_id=gwen.id, role=Role.CASE_OFFICER), first)
    with pytest.raises(NotFound):
        seen(intake, token)


def test_a_granted_role_ends_what_was_opened_without_it(lite_intake):
    """A token that was given to a program does not grow with its owner."""
    first, second = administrators(lite_intake)
    ada = sign_up(lite_intake, ADA)
    opened = enter(lite_intake, ADA)
    token = lite_intake.do(people.issue_api_token, say.IssueApiToken(label="script"), who(opened)).token
    grant(lite_intake, ada, Role.FINANCE, first, second)
    for each in (opened.token, token):
        with pytest.raises(NotFound):
            seen(lite_intake, each)


def test_one_session_is_ended_by_whose_it_is(lite_intake):
    ada, eve = sign_up(lite_intake, ADA), sign_up(lite_intake, "eve@x.example", "Eve")
    here, there, foreign = enter(lite_intake, ADA), enter(lite_intake, ADA), enter(lite_intake, "eve@x.example")
    assert ada != eve
    with pytest.raises(NotFound):
        lite_intake.do(people.end_session, say.EndSession(session_id=there.session_id), who(foreign))
    lite_intake.do(people.end_session, say.EndSession(session_id=there.session_id), who(here))
    assert seen(lite_intake, here.token).person_id == ada
    with pytest.raises(NotFound):
        seen(lite_intake, there.token)
    with pytest.raises(NotFound):
        lite_intake.do(people.end_session, say.EndSession(session_id=there.session_id), who(here))


def test_two_tokens_of_one_program_are_in_force_and_never_three(lite_intake, time):
    """The new one is in place before the old one is revoked."""
    sign_up(lite_intake, ADA)
    actor = who(enter(lite_intake, ADA))

    def issue(label: str = "script") -> say.ApiTokenView:
        return lite_intake.do(people.issue_api_token, say.IssueApiToken(label=label, days=1), actor)

    old, _ = issue(), issue()
    with pytest.raises(Refused) as refused:
        issue()
    assert refused.value.code == "too-many-tokens"
    assert issue("another program").token
    lite_intake.do(people.revoke_api_token, say.RevokeApiToken(token_id=old.token_id), actor)
    assert issue().token
    time.forward(days=1)
    actor = who(enter(lite_intake, ADA))
    assert issue().token, "what has expired does not count"


def test_when_a_token_was_last_used_is_kept(lite_intake, time):
    sign_up(lite_intake, ADA)
    actor = who(enter(lite_intake, ADA))
    token = lite_intake.do(people.issue_api_token, say.IssueApiToken(label="script"), actor).token
    time.forward(minutes=5)
    assert seen(lite_intake, token).touch_due
    lite_intake.do(sign_in.touch_session, say.TouchSession(token=token), ANONYMOUS)
    assert not seen(lite_intake, token).touch_due
    (row,) = lite_intake.ask(my_sessions, say.MyApiTokens(), actor).rows
    assert row.last_used_at == time.now


def test_a_token_makes_no_other_token(lite_intake):
    sign_up(lite_intake, ADA)
    scopes = frozenset(say.Scope)
    issue = say.IssueApiToken(label="script", scopes=scopes)
    token = lite_intake.do(people.issue_api_token, issue, who(enter(lite_intake, ADA))).token
    program = replace(who(seen(lite_intake, token)), by_token=True)
    with pytest.raises(NotPermitted) as refused:
        lite_intake.do(people.issue_api_token, say.IssueApiToken(label="other"), program)
    assert refused.value.code == "in-person"
    with pytest.raises(NotPermitted):
        lite_intake.do(accounts.change_password, say.ChangePassword(old=PASSWORD, new="another good phrase"), program)


def test_a_password_hashed_with_weaker_settings_is_hashed_anew_when_it_is_used(lite_intake, real_hashes):
    sign_up(lite_intake, ADA)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

    def weaken(session, _message, _call):
        session.scalar(select(Person)).password_hash = weak

    lite_intake.do(weaken, None)
    assert enter(lite_intake, ADA, password="wrong password 1").failure == "sign-in-failed"
    assert person(lite_intake).password_hash == weak
    assert enter(lite_intake, ADA).token
    assert not secrets.outdated(person(lite_intake).password_hash)
    assert "argon2id" in person(lite_intake).password_hash


def test_a_mailed_token_is_used_once_and_for_an_hour(lite_intake, time):
    sign_up(lite_intake, ADA)
    for wait, works in ((59, True), (60, False)):
        time.forward(minutes=5)
        lite_intake.do(accounts.ask_password_reset, say.AskPasswordReset(email=ADA), ANONYMOUS)
        reset = say.ResetPassword(token=mailed_token(lite_intake, "new password"), password="another good phrase")
        time.forward(minutes=wait)
        if works:
            lite_intake.do(accounts.reset_password, reset, ANONYMOUS)
        with pytest.raises(Refused) as refused:
            lite_intake.do(accounts.reset_password, reset, ANONYMOUS)
        assert refused.value.code == "wrong-token"
