"""Verifying who asks: the actor token that the gateway signs (EdDSA, under a minute, for one service) and every service
checks for itself. Nothing about the caller is read from a message's body."""

from contextlib import suppress
from functools import cache
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OKPKey

from services.contracts.message import Actor, NotPermitted, Role

from . import settings

ISSUER = "haven-gateway"
PRESENT = "gateway.public.pem"
LEEWAY = 5  # seconds: the clocks of two machines


def verified(token: str | None, audience: str) -> Actor:
    """The actor a token speaks of; NotPermitted (`no-actor`) when it is missing, forged, expired or for another."""
    if not token:
        raise NotPermitted("No actor token came with this call.", code="no-actor")
    try:
        claims = jwt.decode(token, _key, algorithms=["EdDSA"]).claims
        _rules(audience).validate(claims)
        return Actor(
            id=UUID(claims["sub"]),
            name=claims.get("name", ""),
            roles=frozenset(Role(role) for role in claims.get("roles", ())),
            organisation_id=UUID(claims["org"]) if claims.get("org") else None,
            by_token=bool(claims.get("by_token", False)),
        )
    except (JoseError, KeyError, ValueError):
        raise NotPermitted("The actor token is not valid for this service.", code="no-actor") from None


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
