"""What a certificate of destruction must say (G-CERT; domain 7.3). Every rule it breaks is named at once."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from services.contracts.audit import (
    BackupStatement,
    Certificate,
    DestroyedItem,
    Fate,
    Medium,
    Method,
    Signed,
    Technique,
)
from services.contracts.message import Problem
from services.contracts.request import Access

from .calendar import local_date

T = Technique
BREAKING = frozenset({T.SHRED, T.DISINTEGRATE, T.INCINERATE})
VIRTUAL = frozenset({T.OVERWRITE, T.CRYPTO_ERASE, T.PROVIDER_DELETION})

# What destroys data on what. A degausser does nothing to flash memory, and a shredder nothing to a database.
TECHNIQUES: Mapping[Medium, frozenset[Technique]] = {
    Medium.HDD: BREAKING | {T.OVERWRITE, T.BLOCK_ERASE, T.CRYPTO_ERASE, T.DEGAUSS},
    Medium.SSD: BREAKING | {T.OVERWRITE, T.BLOCK_ERASE, T.CRYPTO_ERASE},
    Medium.TAPE: BREAKING | {T.OVERWRITE, T.CRYPTO_ERASE, T.DEGAUSS},
    Medium.OPTICAL: BREAKING,
    Medium.PAPER: frozenset({T.SHRED, T.INCINERATE}),
    Medium.VIRTUAL_DISK: VIRTUAL,
    Medium.CLOUD_OBJECT: frozenset({T.CRYPTO_ERASE}),
    Medium.DATABASE_TABLE: VIRTUAL,
    Medium.BACKUP_SET: BREAKING | VIRTUAL | {T.DEGAUSS},
    Medium.TRANSFER_AREA: VIRTUAL,
}
# What a technique amounts to (NIST SP 800-88): overwriting clears, it never destroys.
AMOUNTS_TO: Mapping[Technique, Method] = {
    T.OVERWRITE: Method.CLEAR,
    T.PROVIDER_DELETION: Method.CLEAR,
    T.BLOCK_ERASE: Method.PURGE,
    T.CRYPTO_ERASE: Method.PURGE,
    T.DEGAUSS: Method.PURGE,
    **dict.fromkeys(BREAKING, Method.DESTROY),
}
GOOD_ENOUGH: Mapping[Fate, frozenset[Method]] = {
    Fate.REUSED: frozenset(Method),
    Fate.LEAVES: frozenset({Method.PURGE, Method.DESTROY}),
    Fate.FAILED: frozenset({Method.DESTROY}),
}


def problems(
    certificate: Certificate, locations: tuple[str, ...], releases: tuple[str, ...], access: Access, now: datetime
) -> tuple[Problem, ...]:
    """Every reason not to take this certificate from an organisation that had the data at `locations`."""
    return (
        *_people(certificate),
        *_coverage(certificate, locations, releases),
        *_holdings(certificate, access),
        *(problem for number, item in enumerate(certificate.items) for problem in _item(item, f"items.{number}")),
        *_backups(certificate, local_date(now)),
        *_rest(certificate, now),
    )


def same_person(one: Signed, other: Signed) -> bool:
    """The same account, or the same name however it is spelled."""
    names = (" ".join(each.name.casefold().split()) for each in (one, other))
    return (one.person_id is not None and one.person_id == other.person_id) or next(names) == next(names)


def _people(told: Certificate) -> Iterator[Problem]:
    if same_person(told.witnessed_by, told.performed_by):
        yield _no("witness-is-performer", "witnessed_by", "The witness must be somebody other than the performer.")
    if same_person(told.authorised_by, told.performed_by):
        yield _no("authoriser-is-performer", "authorised_by", "Whoever authorises it must not have performed it.")


def _coverage(told: Certificate, locations: tuple[str, ...], releases: tuple[str, ...]) -> Iterator[Problem]:
    for place in locations:
        if place not in told.locations:
            yield _no("location-missing", "locations", f"The certificate must cover this location: {place}.")
    if not told.nothing_held:
        for release in releases:
            if release not in told.releases:
                yield _no("release-missing", "releases", f"The certificate must cover release {release}.")


def _holdings(told: Certificate, access: Access) -> Iterator[Problem]:
    if told.nothing_held and access != Access.SDE:
        yield _no("nothing-held-not-possible", "nothing_held", "Data were sent out: list what was destroyed.")
    if told.nothing_held and told.items:
        yield _no("nothing-held-but-items", "items", "Say either what was destroyed, or that nothing was held.")
    if not told.nothing_held and not told.items:
        yield _no("items-missing", "items", "List each thing that was destroyed.")
    if told.items and not told.standard.strip():
        yield _no("standard-missing", "standard", "Name the standard that was followed.")


def _item(item: DestroyedItem, at: str) -> Iterator[Problem]:
    if item.technique not in TECHNIQUES[item.medium]:
        text = f"{item.technique} does not destroy data on {item.medium}."
        yield _no("technique-not-valid-for-medium", f"{at}.technique", text)
    if AMOUNTS_TO[item.technique] != item.method:
        text = f"{item.technique} is {AMOUNTS_TO[item.technique]}, not {item.method}."
        yield _no("method-not-of-technique", f"{at}.method", text)
    if item.method not in GOOD_ENOUGH[item.fate]:
        yield _no("method-too-weak", f"{at}.method", f"{item.method} is not enough for a medium that is {item.fate}.")
    if item.method != Method.DESTROY and not (item.tool.strip() and item.verification.strip()):
        yield _no("verification-missing", f"{at}.verification", "Name the tool and how its result was verified.")
    if item.technique == T.CRYPTO_ERASE and not item.key_id.strip():
        yield _no("key-missing", f"{at}.key_id", "Name the key that was destroyed.")
    if item.medium == Medium.CLOUD_OBJECT and not item.evidence_sha256:
        yield _no("provider-evidence-missing", f"{at}.evidence_sha256", "Attach the provider's evidence of deletion.")


def _backups(told: Certificate, today: date) -> Iterator[Problem]:
    backups = told.backups
    if backups.statement == BackupStatement.PURGED and (backups.on is None or backups.on > today):
        yield _no("backups-not-purged", "backups.on", "Give the day on which backups were purged, not one to come.")
    if backups.statement == BackupStatement.AGES_OUT:
        if backups.on is None or backups.on <= today:
            yield _no("backups-age-out-date", "backups.on", "Give the day to come on which the last backup ages out.")
        if not backups.beyond_use.strip():
            yield _no("beyond-use-missing", "backups.beyond_use", "Say how backups are kept from use until then.")


def _rest(told: Certificate, now: datetime) -> Iterator[Problem]:
    if told.completed_at > now:
        yield _no("completed-in-future", "completed_at", "Certify what has been done, not what will be.")
    if told.contractor.strip() and not told.contractor_reference.strip():
        yield _no("contractor-reference-missing", "contractor_reference", "Name the contract or licence of the firm.")


def _no(code: str, field: str, message: str) -> Problem:
    return Problem(code=code, field=f"certificate.{field}", message=message)
