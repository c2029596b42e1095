"""Signing in with an OpenID Connect provider: the gateway vouches for what the provider said, intake decides who that
is here (decision 0021)."""

from dataclasses import replace

from sqlalchemy.orm import Session

from services.chassis import actor, mail
from services.contracts import wire
from services.contracts.intake import people as say
from services.contracts.intake.people.parts import NAME
from services.contracts.message import SYSTEM, Actor, Call, Done, NotFound, happened

from .. import models
from ..domain import people as domain
from ..domain.people.day import day_of
from ..domain.people.provider import Identity, Outcome, outcome
from ..models.people import Person
from ..models.providers import ProviderLink, ProviderOffer, ProviderUse
from . import accounts, letters, secrets, sign_in

AGAIN = ("code-needed", "wrong-code")  # with the same sign-in at the provider, a code can be given again


def sign_in_with_provider(session: Session, command: say.SignInWithProvider, call: Call) -> say.SessionView:
    """A session, or why there is none. One sign-in at the provider begins at most one here."""
    who = wire.load(Identity, actor.vouched(command.assertion, "intake", "provider"))
    now = secrets.now()
    guard = sign_in.Guard(session, _key(who), command.address, now)
    if guard.wait:
        return guard.throttled()
    used = secrets.token_hash(who.nonce)
    if session.get(ProviderUse, used):
        return say.SessionView(failure=Outcome.CLOSED)
    row, same = _known(session, who)
    what = outcome(who, *(models.people.account_of(found) if found else None for found in (row, same)))
    if row is not None and what is Outcome.ENTER:
        view = _enter(session, row, who, command.code, guard, replace(call, actor=Actor(id=row.id)))
    elif same is not None and what is Outcome.MAIL:
        view = _offer(session, same, who)
    elif what is Outcome.REGISTER:
        row = _register(session, who, call)
        factor = "provider" if who.strong else "none"
        view = sign_in.begin(session, row, factor, replace(call, actor=Actor(id=row.id)), now)
    else:
        view = say.SessionView(failure=what)
    if view.failure not in AGAIN:
        session.add(ProviderUse(nonce_hash=used, used_at=now))
    return view


def confirm_provider(session: Session, command: say.ConfirmProvider, call: Call) -> Done:
    """Whoever reads the mail of this account's address says that it is theirs."""
    row = accounts.spend(session, accounts.JOIN, command.token)
    offer = session.get_one(ProviderOffer, secrets.token_hash(command.token))
    if row.state == domain.State.UNCONFIRMED.value:
        row.password_hash = ""  # chosen by whoever signed up, who may be somebody else: it opens nothing
    done = accounts.by_token(session, row, command, call)
    _join(session, row, offer.key, offer.issuer, call)
    session.delete(offer)
    return done


def remove_provider(session: Session, command: say.RemoveProvider, call: Call) -> Done:
    """Mine, and signed in with no more."""
    found = models.people.load(session, call.actor.id)
    mine = models.providers.links(session, call.actor.id, command.issuer)
    if found is None or not mine:
        raise NotFound("You do not sign in with this provider")
    row, account = found
    events = domain.handle(command, account, call, day_of(call.at))
    for link in mine:
        session.delete(link)
    return accounts.finish(session, row, account, events, call)


def _key(who: Identity) -> str:
    """By issuer and subject together: a subject means nothing elsewhere."""
    return secrets.token_hash(f"{who.issuer}\0{who.subject}")


def _known(session: Session, who: Identity) -> tuple[Person | None, Person | None]:
    """Whose identity this is; when it is nobody's, who has its address."""
    link = session.get(ProviderLink, _key(who))
    if link:
        return session.get(Person, link.person_id, with_for_update=True), None
    return None, models.people.by_email(session, who.address) if who.address else None


def _enter(
    session: Session, row: Person, who: Identity, code: str, guard: sign_in.Guard, call: Call
) -> say.SessionView:
    """Ours is the second factor unless the provider showed one. Without any, staff roles are withheld."""
    factor = "provider" if who.strong else "none"
    if row.totp_secret and not who.strong:
        failure, factor = sign_in.second_factor(session, row, code, call)
        if failure == "sign-in-failed":
            guard.failed(row, call)
            failure = "wrong-code"
        if failure:
            return say.SessionView(failure=failure)
    guard.passed()
    return sign_in.begin(session, row, factor, call, secrets.now())


def _offer(session: Session, row: Person, who: Identity) -> say.SessionView:
    if accounts.may_mail(session, row.id, accounts.JOIN):
        token, expires = secrets.new_token(), secrets.now() + accounts.LASTS[accounts.JOIN]
        accounts.note_token(session, row.id, accounts.JOIN, token)
        hashed = secrets.token_hash(token)
        session.add(ProviderOffer(token_hash=hashed, key=_key(who), issuer=who.issuer, expires_at=expires))
        letters.join_provider(session, row, token, who.issuer)
    return say.SessionView(failure="join-mailed")


def _register(session: Session, who: Identity, call: Call) -> Person:
    """An account without a password; the provider has verified the address."""
    name = who.name.strip()[: NAME["max"]] or who.email.partition("@")[0]
    row = accounts.register(session, replace(who, name=name), call, "")
    confirmed = replace(happened(say.AddressConfirmed, replace(call, actor=SYSTEM), row.id), by=row.id)
    accounts.finish(session, row, models.people.account_of(row), [confirmed], call)
    _join(session, row, _key(who), who.issuer, call)
    return row


def _join(session: Session, row: Person, key: str, issuer: str, call: Call) -> None:
    session.merge(ProviderLink(key=key, person_id=row.id, issuer=issuer, joined_at=secrets.now()))
    session.flush()
    event = replace(happened(say.ProviderJoined, call, row.id, issuer=issuer), by=row.id)
    mail.post(session, event)
