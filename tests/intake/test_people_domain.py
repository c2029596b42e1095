"""Accounts, roles, profile, sessions, passwords, throttling: the rules alone (domain 2.4.5, 9.1, 9.3, 9.5)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from services.contracts import wire
from services.contracts.intake import people as say
from services.contracts.message import STAFF, SYSTEM, Actor, Call, Event, NotFound, NotPermitted, Refused, Role
from services.intake.domain import people as domain
from services.intake.domain.people import (
    Account,
    Document,
    Part,
    Proposal,
    State,
    password,
    session,
    throttle,
    training,
)
from services.intake.domain.people.account import TotpReset

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
TODAY = NOW.date()
ADA, ADMIN, SIRO, GWEN, PROPOSAL, CV = (UUID(int=n) for n in range(10, 16))
SHA = "a" * 64


def who(person, *roles):
    return Actor(id=person, roles=frozenset({Role.PERSON, *roles}))


SELF = who(ADA)
ADMINISTRATOR = who(ADMIN, Role.ADMINISTRATOR)
OTHER_GRANTER = who(SIRO, Role.SIRO)
CHECKER = who(GWEN, Role.CASE_OFFICER)
ACTORS = {
    Part.SELF: SELF,
    Part.ADMINISTRATOR: ADMINISTRATOR,
    Part.GRANTER: OTHER_GRANTER,
    Part.CHECKER: CHECKER,
    Part.DOOR: SYSTEM,
}
PROPOSED = (Proposal(id=PROPOSAL, role=Role.REVIEWER, by=UUID(int=98)),)
ACCOUNT = Account(
    id=ADA,
    state=State.ACTIVE,
    roles=frozenset({Role.CHAIR}),
    proposals=PROPOSED,
    totp=True,
    totp_reset=TotpReset(by=UUID(int=98), at=NOW, reason="lost telephone"),
    documents=(Document(id=CV, kind=say.Evidence.CV, sha256=SHA),),
)
EXAMPLES = {
    type(command): command
    for command in (
        say.ConfirmAddress(token="t"),
        say.ConfirmProvider(token="t"),
        say.RemoveProvider(issuer="https://sso.example"),
        say.ResetPassword(token="t", password="p"),
        say.ChangePassword(old="a", new="b"),
        say.StartTotp(),
        say.ConfirmTotp(code="123456"),
        say.MakeRecoveryCodes(code="123456"),
        say.IssueApiToken(label="script"),
        say.RevokeApiToken(token_id=UUID(int=3)),
        say.EndSession(session_id=UUID(int=4)),
        say.EndSessions(person_id=ADA),
        say.DisableAccount(person_id=ADA, reason="left"),
        say.EnableAccount(person_id=ADA),
        say.ProposeTotpReset(person_id=ADA, reason="lost telephone"),
        say.ResetTotp(person_id=ADA),
        say.SaveProfile(name="Ada Okafor"),
        say.AddProfileEvidence(kind=say.Evidence.CV, sha256=SHA, filename="cv.pdf"),
        say.CheckProfileEvidence(evidence_id=CV, accepted=True),
        say.ProposeRole(person_id=ADA, role=Role.AUDITOR),
        say.ApproveRole(proposal_id=PROPOSAL),
        say.DeclineRole(proposal_id=PROPOSAL, reason="not needed"),
        say.RevokeRole(person_id=ADA, role=Role.CHAIR),
    )
}
DOORS = {
    say.SignUp,
    say.SignIn,
    say.SignInWithProvider,
    say.TouchSession,
    say.SignOut,
    say.AskPasswordReset,
    say.BootstrapAdministrator,
}


def handled(command, account=ACCOUNT, actor=SELF, today=TODAY):
    return domain.handle(command, account, Call(actor=actor, at=NOW), today)


def after(account, *events):
    for event in events:
        account = domain.evolve(event, account)
    return account


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("command", EXAMPLES.values(), ids=lambda c: type(c).__name__)
def test_what_the_table_does_not_allow_is_refused(state, part, command):
    account, actor = replace(ACCOUNT, state=state), ACTORS[part]
    allowed = any(type(command) in domain.MAY.get((state, held), ()) for held in domain.parts(account, actor))
    if allowed:
        assert all(isinstance(event, Event) for event in handled(command, account, actor))
        return
    with pytest.raises(NotPermitted):
        handled(command, account, actor)


def test_every_command_to_an_account_is_decided():
    commands = {c for c in wire.messages_of("intake", say.Command) if c.__module__.startswith(say.__name__)}
    assert set(EXAMPLES) | DOORS == commands
    assert set(domain.decide.registry) - {object} == set(EXAMPLES)
    assert set().union(*domain.MAY.values()) == set(EXAMPLES)


def test_every_event_of_a_person_evolves():
    events = {c for c in wire.messages_of("intake", Event) if c.__module__.startswith(say.__name__)}
    assert set(domain.evolve.registry) - {object} == events


def test_no_event_carries_an_address_a_password_or_a_token():
    events = [c for c in wire.messages_of("intake", Event) if c.__module__.startswith(say.__name__)]
    names = {name for event in events for name in event.__dataclass_fields__}
    assert not names & {"email", "password", "token", "secret", "code", "name", "filename", "phone"}


# --- roles (SoD-10) ----------------------------------------------------------------------------------------------


def test_a_role_is_proposed_by_one_and_approved_by_another():
    proposed = after(ACCOUNT, *handled(say.ProposeRole(person_id=ADA, role=Role.AUDITOR), actor=ADMINISTRATOR))
    approve = say.ApproveRole(proposal_id=proposed.proposals[-1].id)
    with pytest.raises(NotPermitted, match="SoD-10"):
        handled(approve, proposed, ADMINISTRATOR)
    granted, ended = handled(approve, proposed, OTHER_GRANTER)
    assert ended.reason == "roles changed"
    assert (granted.proposed_by, granted.approved_by) == (ADMIN, SIRO)
    account = after(proposed, granted)
    assert Role.AUDITOR in account.roles
    assert [p.role for p in account.proposals] == [Role.REVIEWER]


def test_nobody_grants_themselves_a_role():
    own = replace(ACCOUNT, id=ADMIN)
    for command in (say.ProposeRole(person_id=ADMIN, role=Role.AUDITOR), say.ApproveRole(proposal_id=PROPOSAL)):
        with pytest.raises(NotPermitted):
            handled(command, own, ADMINISTRATOR)


@pytest.mark.parametrize("role", sorted(session.NOT_GRANTED))
def test_what_is_not_a_role_of_an_account_is_not_granted(role):
    with pytest.raises(Refused):
        handled(say.ProposeRole(person_id=ADA, role=role), actor=ADMINISTRATOR)


def test_a_role_is_neither_proposed_twice_nor_held_twice():
    for role in (Role.REVIEWER, Role.CHAIR):
        with pytest.raises(Refused):
            handled(say.ProposeRole(person_id=ADA, role=role), actor=ADMINISTRATOR)


def test_a_revoked_or_declined_role_is_gone():
    revoked, _ = handled(EXAMPLES[say.RevokeRole], actor=OTHER_GRANTER)
    (declined,) = handled(EXAMPLES[say.DeclineRole], actor=OTHER_GRANTER)
    account = after(ACCOUNT, revoked, declined)
    assert (account.roles, account.proposals) == (frozenset(), ())
    with pytest.raises(Refused):
        handled(EXAMPLES[say.RevokeRole], account, OTHER_GRANTER)
    with pytest.raises(NotFound):
        handled(EXAMPLES[say.ApproveRole], account, OTHER_GRANTER)


# --- what a program may not do -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", EXAMPLES.values(), ids=lambda c: type(c).__name__)
def test_an_api_token_changes_nothing_of_who_gets_in(command):
    """Whoever finds a token can neither make another nor change a password, a factor or a role with it."""
    part = next(part for (_, part), allowed in domain.MAY.items() if type(command) in allowed)
    state = next(state for (state, _), allowed in domain.MAY.items() if type(command) in allowed)
    account, program = replace(ACCOUNT, state=state), replace(ACTORS[part], by_token=True)
    if type(command) not in domain.IN_PERSON:
        handled(command, account, program)
        return
    with pytest.raises(NotPermitted) as refused:
        handled(command, account, program)
    assert refused.value.code == "in-person"


# --- a lost second factor ----------------------------------------------------------------------------------------


def test_a_lost_second_factor_is_taken_away_by_two_people():
    bare = replace(ACCOUNT, totp_reset=None)
    with pytest.raises(Refused, match="propose"):
        handled(EXAMPLES[say.ResetTotp], bare, OTHER_GRANTER)
    proposed = after(bare, *handled(EXAMPLES[say.ProposeTotpReset], bare, ADMINISTRATOR))
    with pytest.raises(NotPermitted, match="Somebody else"):
        handled(EXAMPLES[say.ResetTotp], proposed, ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        handled(EXAMPLES[say.ResetTotp], proposed, SELF)
    removed, ended = handled(EXAMPLES[say.ResetTotp], proposed, OTHER_GRANTER)
    assert (removed.reason, ended.reason) == ("lost telephone", "second factor removed")
    account = after(proposed, removed)
    assert (account.totp, account.codes_left, account.totp_reset) == (False, 0, None)


def test_a_proposal_to_take_a_second_factor_away_lasts_a_day():
    late = Call(actor=OTHER_GRANTER, at=NOW + timedelta(days=1, seconds=1))
    with pytest.raises(Refused, match="propose"):
        domain.handle(EXAMPLES[say.ResetTotp], ACCOUNT, late, TODAY)


# --- profile and evidence ----------------------------------------------------------------------------------------


def certificate(course="DSA-L1", completed=date(2026, 6, 1), **more):
    kind = say.Evidence.IG_TRAINING
    return say.AddProfileEvidence(
        kind=kind, sha256=SHA, filename="ig.pdf", course_code=course, completed_on=completed, **more
    )


@pytest.mark.parametrize(
    ("course", "completed", "last"),
    [
        ("DSA-L1", date(2026, 6, 1), date(2027, 6, 1)),
        ("MRC-RGC", date(2026, 6, 1), date(2029, 6, 1)),
        ("SRT", date(2024, 2, 29), date(2029, 2, 28)),
        ("GCP", date(2026, 6, 1), date(2029, 6, 1)),
        ("SDC", date(2024, 8, 31), date(2026, 8, 31)),
        ("IG-CG", date(2026, 1, 31), date(2029, 1, 31)),
    ],
)
def test_each_course_counts_for_its_months(course, completed, last):
    """Domain 2.4.5."""
    (added,) = handled(certificate(course, completed))
    assert added.expires_on == last


@pytest.mark.parametrize(
    "command",
    [
        certificate("NOT-A-COURSE"),
        certificate(completed=None),
        certificate(completed=TODAY + timedelta(days=1)),
        certificate(completed=date(2025, 6, 30)),
    ],
)
def test_a_certificate_that_cannot_count_is_refused(command):
    with pytest.raises(Refused):
        handled(command)


def test_a_profile_is_ready_with_address_cv_and_training():
    """G-PROFILE (S0-14 to S0-16)."""
    bare = replace(ACCOUNT, documents=())
    assert training.missing(bare.documents, False, TODAY) == ("address", "cv", "ig-training")
    full = after(bare, *handled(EXAMPLES[say.AddProfileEvidence]), *handled(certificate()))
    assert training.missing(full.documents, True, TODAY) == ()
    assert training.training_expires(full.documents, TODAY) == date(2027, 6, 1)
    assert training.missing(full.documents, True, date(2027, 6, 1)) == ()
    assert training.missing(full.documents, True, date(2027, 6, 2)) == ("ig-training",)


def test_training_that_is_not_information_governance_does_not_count():
    account = after(ACCOUNT, *handled(certificate("GCP")))
    assert training.missing(account.documents, True, TODAY) == ("ig-training",)


def test_a_newer_certificate_takes_the_place_of_the_older_of_its_course():
    account = after(ACCOUNT, *handled(certificate(completed=date(2025, 8, 1))), *handled(certificate()))
    assert [d.expires_on for d in account.documents if d.course_code] == [date(2027, 6, 1)]


def test_staff_check_a_document_once_and_say_why_not():
    with pytest.raises(Refused):
        handled(say.CheckProfileEvidence(evidence_id=CV, accepted=False), actor=CHECKER)
    rejected = after(
        ACCOUNT, *handled(say.CheckProfileEvidence(evidence_id=CV, accepted=False, note="x"), actor=CHECKER)
    )
    assert training.missing(rejected.documents, True, TODAY) == ("cv", "ig-training")
    with pytest.raises(Refused):
        handled(EXAMPLES[say.CheckProfileEvidence], rejected, CHECKER)
    with pytest.raises(NotFound):
        handled(say.CheckProfileEvidence(evidence_id=UUID(int=99), accepted=True), actor=CHECKER)


def test_staff_may_shorten_what_a_certificate_says_never_lengthen_it():
    account = after(ACCOUNT, *handled(certificate()))
    document = account.documents[-1]
    for given, kept in ((date(2027, 1, 1), date(2027, 1, 1)), (date(2030, 1, 1), date(2027, 6, 1))):
        check = say.CheckProfileEvidence(evidence_id=document.id, accepted=True, expires_on=given)
        assert handled(check, account, CHECKER)[0].expires_on == kept


def test_nobody_checks_their_own_evidence():
    """SoD-17, SoD-18."""
    with pytest.raises(NotPermitted):
        handled(EXAMPLES[say.CheckProfileEvidence], replace(ACCOUNT, id=GWEN), CHECKER)


def test_training_is_reminded_of_once_at_sixty_thirty_seven_and_when_ended():
    account, told = after(ACCOUNT, *handled(certificate())), []
    for day in range(400):
        today = TODAY + timedelta(days=day)
        for event in domain.time_passed(account, Call(actor=SYSTEM, at=NOW), today):
            account = domain.evolve(event, account)
            told.append((event.days, today))
    end = date(2027, 6, 1)
    assert told == [(d, end - timedelta(days=d) if d else end + timedelta(days=1)) for d in (60, 30, 7, 0)]


def test_an_account_survives_being_stored():
    account = after(ACCOUNT, *handled(certificate()))
    assert wire.load(Account, wire.dump(account)) == account


# --- sessions ----------------------------------------------------------------------------------------------------

OPEN = session.Session(started_at=NOW, last_used_at=NOW, expires_at=NOW + session.USUAL.absolute, totp=True)
STAFF_ROLES = frozenset({Role.CASE_OFFICER})


@pytest.mark.parametrize(
    ("roles", "minutes", "alive"),
    [
        (STAFF_ROLES, 29, True),
        (STAFF_ROLES, 30, False),
        (frozenset(), 8 * 60 - 1, True),
        (frozenset(), 8 * 60, False),
    ],
)
def test_a_session_ends_when_idle(roles, minutes, alive):
    """30 minutes for staff, 8 hours for others (domain 9.5)."""
    assert session.alive(OPEN, roles, NOW + timedelta(minutes=minutes)) is alive


def test_a_session_ends_after_twelve_hours_however_used():
    used = replace(OPEN, last_used_at=NOW + timedelta(hours=11, minutes=59))
    assert session.alive(used, frozenset(), NOW + timedelta(hours=11, minutes=59))
    assert not session.alive(used, frozenset(), NOW + timedelta(hours=12))


def test_an_operator_may_shorten_sessions_and_not_lengthen_those_of_staff():
    """Domain 9.5; ASVS 7.3.1, 7.3.2."""
    short = session.Limits(idle_staff=timedelta(minutes=10), idle_others=timedelta(minutes=20))
    assert session.alive(OPEN, STAFF_ROLES, NOW + timedelta(minutes=9), short)
    assert not session.alive(OPEN, STAFF_ROLES, NOW + timedelta(minutes=10), short)
    assert not session.alive(OPEN, frozenset(), NOW + timedelta(minutes=20), short)
    for wrong in (
        {"idle_staff": timedelta(minutes=31)},
        {"idle_staff": timedelta()},
        {"idle_others": timedelta(minutes=5)},
        {"absolute": timedelta(hours=25)},
        {"absolute": timedelta(hours=7)},
    ):
        with pytest.raises(ValueError, match="end"):
            session.Limits(**wrong)


def test_a_token_is_never_idle_but_ends():
    token = replace(OPEN, by_token=True, expires_at=NOW + timedelta(days=30))
    assert session.alive(token, STAFF_ROLES, NOW + timedelta(days=29))
    assert not session.alive(token, STAFF_ROLES, NOW + timedelta(days=30))
    assert not session.alive(replace(token, ended=True), STAFF_ROLES, NOW)


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_roles_need_a_second_factor(role):
    held = frozenset({role})
    assert session.roles_now(held, OPEN) == {role, Role.PERSON}
    weak = replace(OPEN, totp=False)
    assert session.roles_now(held, weak) == {Role.PERSON}
    assert session.totp_needed(held, weak)
    assert not session.totp_needed(frozenset(), weak)


# --- passwords ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "good", ["correct horse battery", "vexing-plumber-sixty", "Ω" * 3 + "abcdefxyzuvw", "a b c d e f g"]
)
def test_long_passwords_are_taken_without_composition_rules(good):
    assert password.problems(good, ("Ada Okafor", "ada@northbridge.example")) == ()


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("short pass", "too-short"),
        ("x" * 120 + "abcdefghi", "too-long"),
        ("Password1234", "too-common"),
        ("aaaaaaaaaaaaaaaa", "too-common"),
        ("abcdefghijklmnop", "too-common"),
        ("1234567890123456", "too-common"),
        ("9876543210987654", "too-common"),
        ("P@ssw0rd12345", "too-common"),
        ("qwertyuiop[]", "too-common"),
        ("hospital12345", "too-common"),
        ("okafor-is-my-name", "personal"),
        ("northbridge-forever", "personal"),
    ],
)
def test_passwords_that_are_guessed_are_refused(bad, code):
    found = password.problems(bad, ("Ada Okafor", "ada@northbridge.example"))
    assert code in {p.code for p in found}


def test_passwords_of_twelve_and_of_128_characters_are_taken():
    assert password.problems("violetmanqué") == ()
    assert password.problems("".join(f"{n} tall hedgehogs, " for n in range(61, 69))[:128].ljust(128, "!")) == ()


def test_the_three_thousand_most_common_passwords_are_refused():
    """ASVS 6.2.4: for their length, or because they are common, and so are they with digits behind them."""
    common = sorted(FREQUENCY_LISTS["passwords"], key=FREQUENCY_LISTS["passwords"].index)[:3000]
    assert len(common) == 3000
    long = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= password.SHORTEST]
    assert [word for word in common if len(word) < password.SHORTEST and not password.problems(word)] == []
    assert len(long) > 200
    assert [word for word in long if not password.problems(word)] == []
    assert [word for word in common[:100] if not password.problems(f"{word:0<12}")] == []


# --- throttling --------------------------------------------------------------------------------------------------


def test_waits_double_and_have_an_end():
    """ASVS 6.3.1."""
    state, waits = throttle.Throttle(kind="account"), []
    for _ in range(14):
        state = throttle.failed(state, NOW)
        waits.append(throttle.wait(state, NOW).total_seconds())
    assert waits[:7] == [0, 0, 0, 0, 30, 60, 120]
    assert waits[-1] == throttle.LONGEST_WAIT.total_seconds()


def test_an_address_has_more_room_than_an_account():
    state = throttle.Throttle(kind="address")
    for _ in range(29):
        state = throttle.failed(state, NOW)
    assert throttle.wait(state, NOW) == timedelta()
    assert throttle.wait(throttle.failed(state, NOW), NOW) > timedelta()


def test_old_failures_are_forgotten():
    state = throttle.Throttle(kind="account", failures=9, last_at=NOW - timedelta(hours=2))
    assert throttle.failed(state, NOW).failures == 1
