"""Verifying who asks: the actor token that the gateway signs (EdDSA, under a minute, for one call of one service) and
every service checks for itself. Nothing about the caller is read from a message's body.

A token belongs to one message: it names the method and carries the SHA-256 of the body, so that whoever gets hold of it
can send that very message again and nothing else, which is harmless (docs/decisions/0017).
"""

import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwk import GuestProtocol, OKPKey

from services.contracts.message import Actor, NotPermitted, Role

from . import settings, strangers

ISSUER = "haven-gateway"
PRESENT = "gateway.public.pem"
LEEWAY = 5  # seconds: the clocks of two machines
LONGEST_LIFE = 60  # seconds


def as_bytes(body: Any) -> bytes:
    """A body as it came; where its headers name an encoding the broker's client has decoded it, and some encodings can
    spell half a character, which UTF-8 has no bytes for."""
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else bytes(body)


def digest_of(body: bytes | str) -> str:
    """What a token says of the message it belongs to."""
    return sha256(as_bytes(body)).hexdigest()


def verified(token: str | None, audience: str, call: str, digest: str) -> Actor:
    """The actor a token speaks of; NotPermitted (`no-actor`) when it is missing, forged, expired, for another service,
    or for another message than `call` (`intake.submit_application`) with a body of this digest. Each time is counted.
    """
    try:
        return _actor(token, audience, call, digest)
    except _Unbelieved as why:
        strangers.note(str(why), call)
        raise NotPermitted("The actor token is missing, or not valid for this call.", code="no-actor") from None


class _Unbelieved(Exception):
    """Why a token is not believed, as CallerRefused says it."""


def _actor(token: str | None, audience: str, call: str, digest: str) -> Actor:
    if not isinstance(token, str) or not token:
        raise _Unbelieved("missing")
    try:
        claims = jwt.decode(token, _key, algorithms=["EdDSA"]).claims
        _rules(audience).validate(claims)
        if claims["exp"] - claims["iat"] > LONGEST_LIFE or claims["iat"] > time.time() + LEEWAY:
            raise _Unbelieved("forged")
        if (claims["call"], claims["body"]) != (call, digest):
            raise _Unbelieved("replayed")
        return Actor(
            id=UUID(claims["sub"]),
            name=claims.get("name", ""),
            roles=frozenset(Role(role) for role in claims.get("roles", ())),
            organisation_id=UUID(claims["org"]) if claims.get("org") else None,
            by_token=bool(claims.get("by_token", False)),
        )
    except ExpiredTokenError:
        raise _Unbelieved("expired") from None
    except InvalidClaimError as wrong:
        raise _Unbelieved("foreign-audience" if wrong.claim == "aud" else "forged") from None
    except (JoseError, KeyError, TypeError, ValueError):
        raise _Unbelieved("forged") from None


def vouched(token: str, audience: str, claim: str) -> dict[str, Any]:
    """What else the gateway signed its name under, for one service and less than a minute; NotPermitted (`no-actor`)
    when it did not. An actor token is none: it has no such claim."""
    try:
        claims = jwt.decode(token, _key, algorithms=["EdDSA"]).claims
        _rules(audience, of_actor=False).validate(claims)
        return dict(claims[claim])
    except (JoseError, KeyError, TypeError, ValueError):
        raise NotPermitted("This was not signed by the gateway for this service.", code="no-actor") from None


@cache
def _rules(audience: str, of_actor: bool = True) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": audience},
        sub={"essential": of_actor},
        exp={"essential": True},
        iat={"essential": True},
    )


def _key(token: GuestProtocol) -> OKPKey:
    """The gateway's public key that the token names (`kid`): the present one when it names none. During a rotation
    there are two, and any `gateway*.public.pem` counts; a token that names a key which is gone is signed by nobody."""
    keys = _keys()
    named = token.headers().get("kid")
    return keys[PRESENT if named is None else str(named)]


def _keys() -> dict[str, OKPKey]:
    """The public keys by thumbprint (RFC 7638) and by file, read again when the folder has changed."""
    folder = settings.get().folder("keys")
    stamp = (folder, folder.stat().st_mtime_ns)
    if _known.get("stamp") != stamp:
        found = {}
        for path in sorted(folder.glob("gateway*.public.pem")):
            with suppress(FileNotFoundError):  # a rotation has just ended
                key = found[path.name] = OKPKey.import_key(path.read_text())
                found[key.thumbprint()] = key
        _known.update(keys=found, stamp=stamp)
    keys: dict[str, OKPKey] = _known["keys"]
    return keys


_known: dict[str, Any] = {}
