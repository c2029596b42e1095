"""Which provider is believed, and how far. There is at most one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class WrongSettings(ValueError):
    """The settings of the provider cannot be used; the text says which and why."""


@dataclass(frozen=True, kw_only=True)
class Oidc:
    """`strong`: values of `acr` or `amr` that mean a second factor was shown. `trusts_email`: every address that this
    provider names is verified, as in an organisation's own directory that does not say so. `plain`: http will do."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)  # empty: a public client, which PKCE alone protects
    scopes: str = "openid email profile"
    strong: frozenset[str] = frozenset()
    trusts_email: bool = False
    plain: bool = False

    def allows(self, url: str) -> bool:
        """Whether an address of the provider may be used: https, or the loopback where the issuer is there too."""
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.scheme == "https" or (self.plain and parts.hostname in LOOPBACK))


def from_environment(environ: Mapping[str, str], keys: Path, *, demo: bool) -> Oidc | None:
    """HAVEN_OIDC_ISSUER and HAVEN_OIDC_CLIENT_ID (without them there is no provider), HAVEN_OIDC_SECRET_FILE (else
    `oidc.secret` of the keys folder, if it is there), HAVEN_OIDC_SCOPES, HAVEN_OIDC_STRONG (values with commas),
    HAVEN_OIDC_TRUST_EMAIL (yes). WrongSettings when they make no sense."""
    issuer, client_id = environ.get("HAVEN_OIDC_ISSUER", ""), environ.get("HAVEN_OIDC_CLIENT_ID", "")
    if not issuer and not client_id:
        return None
    if not issuer or not client_id:
        raise WrongSettings("HAVEN_OIDC_ISSUER and HAVEN_OIDC_CLIENT_ID belong together: set both, or neither.")
    scopes = environ.get("HAVEN_OIDC_SCOPES") or Oidc.scopes
    if "openid" not in scopes.split():
        raise WrongSettings("HAVEN_OIDC_SCOPES must name openid.")
    found = Oidc(
        issuer=issuer,
        client_id=client_id,
        client_secret=_secret(environ, keys),
        scopes=scopes,
        strong=frozenset(one.strip() for one in environ.get("HAVEN_OIDC_STRONG", "").split(",") if one.strip()),
        trusts_email=environ.get("HAVEN_OIDC_TRUST_EMAIL", "") == "yes",
        plain=demo and urlsplit(issuer).hostname in LOOPBACK,
    )
    if not found.allows(issuer):
        raise WrongSettings("HAVEN_OIDC_ISSUER must begin with https://.")
    return found


def _secret(environ: Mapping[str, str], keys: Path) -> str:
    named = environ.get("HAVEN_OIDC_SECRET_FILE")
    place = Path(named) if named else keys / "oidc.secret"
    if named and not place.exists():
        raise WrongSettings("The file named in HAVEN_OIDC_SECRET_FILE is not there.")
    return place.read_text().strip() if place.exists() else ""
