"""A local check-for-opt-outs service that answers as the national one does over MESH.

A list goes in and comes back without the people who opted out. One malformed number makes it refuse the whole file in
a single line; without a usable reference it says nothing. It remembers counts, and no number.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import pyarrow.parquet as pq

from services.provisioning.domain import nhs_number

INVALID = "The file contains invalid NHS numbers\n"
_LINE = re.compile(r"([0-9]{10}),\n")
_REFERENCE = re.compile(r"[A-Za-z0-9_-]+")


class CheckService(Protocol):
    """Whatever answers a list: this mock, or a mailbox of the national service."""

    def exchange(self, text: str, reference: str) -> str | None:
        """The reply to a list, or None when none comes."""
        ...


class LocalCheckService:
    """The check over a given list of opted-out numbers."""

    def __init__(self, opted_out: Iterable[str]):
        self._opted_out = frozenset(opted_out)
        self.counts: list[tuple[int, int]] = []
        """(numbers in, numbers out) of every list answered."""

    @classmethod
    def of_core(cls, core: Path) -> "LocalCheckService":
        """The service for the opted-out people of a synthetic core."""
        return cls(pq.read_table(core / "ndo_flag_mock.parquet")["nhs_number"].to_pylist())

    def exchange(self, text: str, reference: str) -> str | None:
        """The reply to a list, or None when none comes."""
        if not _REFERENCE.fullmatch(reference):
            return None
        lines = text.splitlines(keepends=True)
        numbers = [match.group(1) for line in lines if (match := _LINE.fullmatch(line))]
        if len(numbers) != len(lines) or not numbers or not all(map(nhs_number.is_valid, numbers)):
            return INVALID
        kept = [number for number in numbers if number not in self._opted_out]
        self.counts.append((len(numbers), len(kept)))
        return "".join(f"{number},\n" for number in kept)
