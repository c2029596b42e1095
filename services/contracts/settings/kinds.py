"""A setting, and which of its values holds on a day. A value is kept and sent as text in one normal form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ..request import Profile

YES, NO = "yes", "no"


class Kind(StrEnum):
    """How a value is given: a whole number, a line of text, or one of the choices."""

    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One row of the table. `id` begins with the service whose domain reads it; `area` groups the page. A number lies
    between `least` and `most` and counts `unit`; a text has so many characters; a choice is one of `choices` (value to
    words). `per_profile`: each profile has its own. `defaults` hold until somebody sets another, by profile (None where
    there is one for both). `notice`: full days between a second person's approval and the first day it can hold.
    `keeps`: what a change leaves as it was promised. `source`: where the default is from."""

    id: str
    area: str
    title: str
    means: str
    keeps: str
    source: str
    defaults: Mapping[Profile | None, str]
    kind: Kind = Kind.NUMBER
    unit: str = ""
    least: int = 0
    most: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    notice: int = 0

    @property
    def service(self) -> str:
        """Whose domain reads it."""
        return self.id.split(".", 1)[0]

    @property
    def keys(self) -> Mapping[str, Profile | None]:
        """What there is to set: its id, or its id with each profile."""
        return {self.key(profile): profile for profile in self.defaults}

    def key(self, profile: Profile | None = None) -> str:
        """The name of its value for a profile. KeyError when it has none of its own for it."""
        self.defaults[profile]
        return self.id if profile is None else f"{self.id}.{profile.value}"

    def read(self, given: str) -> str:
        """What somebody typed, in its normal form. ValueError, saying what to do, when it is no value of this."""
        text = " ".join(given.split())
        if self.kind is Kind.CHOICE:
            if text not in self.choices:
                raise ValueError(f"Choose one of these: {', '.join(self.choices)}")
            return text
        if self.kind is Kind.TEXT:
            if not (self.least <= len(text) <= self.most and text.isprintable()):
                raise ValueError(f"Give {self.least} to {self.most} characters that can be printed")
            return text
        if not (text.isascii() and text.isdigit() and self.least <= int(text[:9]) <= self.most):
            raise ValueError(f"Give a whole number from {self.least} to {self.most}")
        return str(int(text[:9]))

    def words(self, value: str) -> str:
        """A value as people read it: 14 days, Yes."""
        unit = self.unit.removesuffix("s") if value == "1" else self.unit
        return f"{self.choices.get(value, value)} {unit}".strip()


@dataclass(frozen=True, kw_only=True)
class Settled:
    """A value that two people have settled: which one (`key`), and the day in London from which it holds."""

    key: str
    value: str
    holds_from: date


@dataclass(frozen=True)
class Settings:
    """Everything that was settled, in the order in which it was. A domain is given this, never a global: whoever
    decides says for which day. Of two values from the same day the later settled one holds."""

    settled: tuple[Settled, ...] = ()

    def found(self, setting: Setting, day: date, profile: Profile | None = None) -> str | None:
        """The value that was settled to hold on a day; None where none was."""
        key, found, since = setting.key(profile), None, date.min
        for one in self.settled:
            if one.key == key and since <= one.holds_from <= day:
                found, since = one.value, one.holds_from
        return found

    def text(self, setting: Setting, day: date, profile: Profile | None = None) -> str:
        """The value that holds on a day: the default until another was settled."""
        found = self.found(setting, day, profile)
        return setting.defaults[profile] if found is None else found

    def number(self, setting: Setting, day: date, profile: Profile | None = None) -> int:
        """The number that holds on a day."""
        return int(self.text(setting, day, profile))

    def is_yes(self, setting: Setting, day: date, profile: Profile | None = None) -> bool:
        """Whether yes holds on a day."""
        return self.text(setting, day, profile) == YES

    def days(self, *settings: Setting) -> tuple[date, ...]:
        """The days from which values of these were settled to hold, the first one first."""
        keys = {key for setting in settings for key in setting.keys}
        return tuple(sorted({one.holds_from for one in self.settled if one.key in keys}))


DEFAULTS = Settings()  # what holds where nothing was settled
