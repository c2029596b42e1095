"""Signing in with an OpenID Connect provider, from what the gateway vouches for on (decision 0021)."""

import time as clock
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import OKPKey
from sqlalchemy import select

from gateway.bus.tokens import Signer
from services.chassis import actor as actors
from services.contracts.intake import people as say
from services.contracts.message import ANONYMOUS, Actor, Malformed, NotFound, NotPermitted, Refused, Role, new_id
from services.intake.handlers import accounts, people, provider
from services.intake.models.people import Person
from services.intake.models.providers import ProviderLink
from services.intake.views.people import my_providers
from tests.intake.accounts import (
    PASSWORD,
    administrators,
    code_of,
    enrol,
    enter,
    grant,
    mailed_token,
    mails,
    seen,
    sign_up,
    who,
)

ADA = "ada@northbridge.example"
ISSUER = "https://sso.example"


@pytest.fixture
def gateway(tmp_path, monkeypatch) -> Signer:
    """The gateway's signature, and intake's knowledge of its public half."""
    key = Ed25519PrivateKey.generate()
    place = tmp_path / "gateway.private.pem"
    place.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = OKPKey.import_key(place.read_bytes())
    monkeypatch.setattr(actors, "_key", lambda _token: public)
    return Signer(place)


def said(subject: str = "ada-1", **more) -> dict:
    """What the provider said of one sign-in there."""
    usual = {"issuer": ISSUER, "subject": subject, "nonce": str(uuid4()), "email": ADA, "email_verified": True}
    return {**usual, "name": "Ada Okafor", **more}


def arrive(ground, gateway: Signer, claims: dict, code: str = "") -> say.SessionView:
    """The answer to somebody who comes back from the provider."""
    assertion = gateway.assertion("intake", {"provider": claims})
    command = say.SignInWithProvider(assertion=assertion, code=code)
    return ground.do(provider.sign_in_with_provider, command, ANONYMOUS)


def join(ground, gateway: Signer, subject: str = "ada-1", **more) -> None:
    """Somebody with an account comes from the provider, and enters the mailed code."""
    assert arrive(ground, gateway, said(subject, **more)).failure == "join-mailed"
    token = mailed_token(ground, "another way")
    ground.do(provider.confirm_provider, say.ConfirmProvider(token=token), ANONYMOUS)


def test_a_newcomer_with_a_verified_address_gets_an_account_without_a_password(intake, gateway):
    opened = arrive(intake, gateway, said())
    assert seen(intake, opened.token).name == "Ada Okafor"
    assert opened.roles == {Role.PERSON}
    assert intake.names() == ["PersonRegistered", "AddressConfirmed", "ProviderJoined", "SignedIn"]
    for guess in ("", PASSWORD):
        assert enter(intake, ADA, password=guess).failure == "sign-in-failed"
    assert arrive(intake, gateway, said()).person_id == opened.person_id


@pytest.mark.parametrize(
    "claims", [{"email_verified": False}, {"email": ""}, {"email": "no address"}, {"email": "a@" + "b" * 260 + ".c"}]
)
def test_an_address_that_is_not_verified_makes_and_joins_nothing(lite_intake, gateway, claims):
    sign_up(lite_intake, ADA)
    before = len(mails(lite_intake))
    assert arrive(lite_intake, gateway, said(**claims)).failure == "address-unverified"
    assert len(mails(lite_intake)) == before
    with lite_intake.db.read() as session:
        assert len(session.scalars(select(Person)).all()) == 1


def test_an_address_alone_joins_nothing_the_mailed_code_does(intake, gateway):
    """Whoever controls the provider does not so control the accounts."""
    ada = sign_up(intake, ADA)
    claims = said()
    assert arrive(intake, gateway, claims).token == ""
    assert arrive(intake, gateway, said()).failure == "join-mailed"
    token = mailed_token(intake, "another way")
    assert intake.do(provider.confirm_provider, say.ConfirmProvider(token=token), ANONYMOUS).subject == ada
    with pytest.raises(Refused, match="not right"):
        intake.do(provider.confirm_provider, say.ConfirmProvider(token=token), ANONYMOUS)
    assert arrive(intake, gateway, said()).person_id == ada
    assert enter(intake, ADA).token, "the password still opens it"


def test_a_code_for_a_password_joins_nothing(lite_intake, gateway, time):
    sign_up(lite_intake, ADA)
    lite_intake.do(accounts.ask_password_reset, say.AskPasswordReset(email=ADA), ANONYMOUS)
    token = mailed_token(lite_intake, "new password")
    with pytest.raises(Refused, match="not right"):
        lite_intake.do(provider.confirm_provider, say.ConfirmProvider(token=token), ANONYMOUS)


def test_an_account_that_was_made_in_somebodys_name_loses_its_password_when_they_come(lite_intake, gateway):
    """The one who signed up first may not be the one whose address it is."""
    attacker = say.SignUp(email=ADA, name="Ada", password=PASSWORD)
    lite_intake.do(accounts.sign_up, attacker, ANONYMOUS)
    join(lite_intake, gateway)
    assert enter(lite_intake, ADA).failure == "sign-in-failed"
    assert arrive(lite_intake, gateway, said()).token


def test_the_subject_is_the_key_and_not_the_address(lite_intake, gateway):
    first = arrive(lite_intake, gateway, said("ada-1"))
    moved = arrive(lite_intake, gateway, said("ada-1", email="ada@elsewhere.example"))
    assert moved.person_id == first.person_id
    assert arrive(lite_intake, gateway, said("eve-2")).failure == "join-mailed", "Ada's old address, another person"
    assert arrive(lite_intake, gateway, said("ada-1", issuer="https://other.example")).failure == "join-mailed"


def test_the_subject_is_kept_as_a_hash_only(lite_intake, gateway):
    arrive(lite_intake, gateway, said("a-very-telling-subject"))
    with lite_intake.db.read() as session:
        link = session.scalar(select(ProviderLink))
    assert len(link.key) == 64
    assert not [event for event in lite_intake.said() if "telling" in repr(event)]


def test_one_sign_in_at_the_provider_begins_one_session(intake, gateway):
    claims = said()
    assert arrive(intake, gateway, claims).token
    assert arrive(intake, gateway, claims).failure == "sign-in-failed"


def test_our_second_factor_is_asked_for_unless_the_provider_showed_one(intake, gateway, time):
    sign_up(intake, ADA)
    secret, _ = enrol(intake, ADA)
    join(intake, gateway)
    time.forward(seconds=30)
    claims = said()
    assert arrive(intake, gateway, claims).failure == "code-needed"
    assert arrive(intake, gateway, claims, "000000").failure == "wrong-code"
    assert arrive(intake, gateway, claims, code_of(secret)).token, "the same sign-in, with the right code"
    assert arrive(intake, gateway, said(), code_of(secret)).failure == "wrong-code", "a code is used once"
    assert arrive(intake, gateway, said(strong=True)).token


def test_staff_roles_need_a_second_factor_here_too_and_never_come_from_a_claim(lite_intake, gateway):
    first, second = administrators(lite_intake)
    ada = sign_up(lite_intake, ADA)
    join(lite_intake, gateway)
    grant(lite_intake, ada, Role.CASE_OFFICER, first, second)
    weak = arrive(lite_intake, gateway, said())
    assert (weak.roles, weak.totp_needed) == ({Role.PERSON}, True)
    assert Role.CASE_OFFICER in arrive(lite_intake, gateway, said(strong=True)).roles
    with pytest.raises(Malformed):
        arrive(lite_intake, gateway, said(roles=["administrator"]))


def test_guessing_at_codes_is_slowed_down_here_too(lite_intake, gateway, time):
    sign_up(lite_intake, ADA)
    secret, _ = enrol(lite_intake, ADA)
    join(lite_intake, gateway)
    for _ in range(5):
        assert arrive(lite_intake, gateway, said(), "000000").failure == "wrong-code"
    time.forward(seconds=29)
    assert arrive(lite_intake, gateway, said(), code_of(secret)).failure == "throttled"


def test_a_disabled_account_is_not_opened_by_a_provider(lite_intake, gateway):
    first, _ = administrators(lite_intake)
    ada = sign_up(lite_intake, ADA)
    join(lite_intake, gateway)
    lite_intake.do(people.handle, say.DisableAccount(person_id=ada, reason="left"), first)
    assert arrive(lite_intake, gateway, said()).failure == "sign-in-failed"
    assert arrive(lite_intake, gateway, said("ada-2")).failure == "sign-in-failed"


def test_a_provider_is_removed_by_its_person_and_its_sessions_end(lite_intake, gateway):
    opened = arrive(lite_intake, gateway, said())
    actor = who(opened)
    assert [row.issuer for row in lite_intake.ask(my_providers, say.MyProviders(), actor).rows] == [ISSUER]
    with pytest.raises(NotFound):
        lite_intake.do(provider.remove_provider, say.RemoveProvider(issuer="https://other.example"), actor)
    lite_intake.do(provider.remove_provider, say.RemoveProvider(issuer=ISSUER), actor)
    with pytest.raises(NotFound):
        seen(lite_intake, opened.token)
    assert arrive(lite_intake, gateway, said()).failure == "join-mailed"


# --- what the gateway did not sign -------------------------------------------------------------------------------


def forged(claims: dict) -> list[str]:
    """Assertions that nobody may believe."""
    now = int(clock.time())
    body = {"iss": "haven-gateway", "aud": "intake", "iat": now, "exp": now + 50, "provider": claims}
    other = OKPKey.generate_key("Ed25519", private=True)
    signed = jwt.encode({"alg": "EdDSA"}, body, other, algorithms=["EdDSA"])
    return ["", "nonsense", signed, signed.rpartition(".")[0] + ".", "e30." + signed.split(".")[1] + "."]


def test_what_the_gateway_did_not_sign_for_intake_is_not_believed(lite_intake, gateway):
    claims = said()
    wrong = forged(claims)
    wrong.append(gateway.assertion("review", {"provider": claims}))
    wrong.append(gateway.assertion("intake", {"another": claims}))
    wrong.append(gateway.assertion("intake", {"provider": claims, "exp": int(clock.time()) - 60}))
    somebody = Actor(id=new_id(), roles=frozenset({Role.PERSON}))
    wrong.append(gateway.token(somebody, "intake", new_id(), call="intake.sign_in_with_provider", body=b""))
    for assertion in wrong:
        command = say.SignInWithProvider(assertion=assertion)
        with pytest.raises(NotPermitted) as refused:
            lite_intake.do(provider.sign_in_with_provider, command, ANONYMOUS)
        assert refused.value.code == "no-actor"
    assert arrive(lite_intake, gateway, claims).token


def test_an_assertion_is_no_actor_token(gateway):
    with pytest.raises(NotPermitted):
        actors.verified(gateway.assertion("intake", {"provider": said()}), "intake", "intake.sign_in", "")
