"""The search for identifiers where none should be: the last look at a release before a person looks at it.

What is found is counted and located, never repeated: a report that quotes an NHS number is a second disclosure.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from services.provisioning.domain import nhs_number

BATCH_ROWS = 20_000
_NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)", re.ASCII)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}\b")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_TITLES = {"MR", "MRS", "MS", "MISS", "MASTER"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Some distinct values of one column hold an identifier of one kind."""

    table: str
    column: str
    kind: str
    values: int


@dataclass(frozen=True, kw_only=True)
class Known:
    """The identities to look for: pairs of given and family name, and hospital numbers, in capitals."""

    names: frozenset[tuple[str, str]]
    mrns: frozenset[str]


def scan(path: Path, known: Known, *, skip: Iterable[str] = ()) -> list[Finding]:
    """Everything suspicious in the text columns of a Parquet file. `skip` are columns made of pseudonyms.

    The file is read in batches, so memory does not grow with it.
    """
    found: Counter[tuple[str, str]] = Counter()
    with pq.ParquetFile(path) as file:
        text = [field.name for field in file.schema_arrow if pa.types.is_string(field.type) or
                pa.types.is_large_string(field.type)]  # fmt: skip
        columns = [name for name in text if name not in set(skip)]
        for batch in file.iter_batches(BATCH_ROWS, columns=columns):
            for name in columns:
                for value in pc.unique(batch[name]).to_pylist():
                    found.update((name, kind) for kind in identifiers(value or "", known))
    return [
        Finding(table=path.stem, column=column, kind=kind, values=count)
        for (column, kind), count in sorted(found.items())
    ]


def identifiers(text: str, known: Known) -> set[str]:
    """Which kinds of identifier a text holds: `nhs-number`, `postcode`, `name`, `hospital-number`.

    A name is a known given and family name next to each other, in either order, or a title before a known family name.
    """
    capitals = text.upper()
    kinds = set()
    if any(nhs_number.is_valid(match.group()) for match in _NUMBER.finditer(text)):
        kinds.add("nhs-number")
    if _POSTCODE.search(capitals):
        kinds.add("postcode")
    if not known.mrns.isdisjoint(re.findall(r"\w+", capitals)):
        kinds.add("hospital-number")
    words = _WORD.findall(capitals)
    families = {family for _, family in known.names} if _TITLES.intersection(words) else set()
    for first, second in pairwise(words):
        if (
            (first, second) in known.names
            or (second, first) in known.names
            or (first in _TITLES and second in families)
        ):
            kinds.add("name")
    return kinds
