"""NHS numbers: ten digits, the last a modulus 11 check digit (rule V-NHSNO)."""

import re

from services.contracts.free_text import is_nhs_number

_SEPARATORS = re.compile(r"[ -]")
_FIRST_SYNTHETIC, _LAST_SYNTHETIC = 999_000_000, 999_999_999


def normalise(text: str) -> str:
    """`text` without the spaces and hyphens people write between the groups of digits."""
    return _SEPARATORS.sub("", text)


def check_digit(first_nine: str) -> str | None:
    """The tenth digit that belongs to nine digits, or None when no number may start with them (remainder 10)."""
    weighted = sum(int(digit) * weight for digit, weight in zip(first_nine, range(10, 1, -1), strict=True))
    remainder = 11 - weighted % 11
    if remainder == 10:
        return None
    return "0" if remainder == 11 else str(remainder)


def is_valid(text: str) -> bool:
    """Whether `text` can be an NHS number, in any usual spacing.

    Ten times the same digit is refused although three such numbers pass the arithmetic: they are what a person types
    to get past a form. The range is not judged, so that synthetic numbers pass.
    """
    return is_nhs_number(text)


def next_synthetic(after: str = "9990000000") -> str:
    """The lowest valid number above `after` in 999 000 0000 to 999 999 9999, a range that is never issued.

    Raises ValueError when the range has no number left, or when `after` is below it.
    """
    nine = int(normalise(after)[:9])
    if nine < _FIRST_SYNTHETIC:
        raise ValueError("synthetic NHS numbers start at 999 000 0000")
    # `after` need not be valid itself: its own first nine digits may still lead to a higher number.
    for candidate in range(nine, _LAST_SYNTHETIC + 1):
        digit = check_digit(str(candidate))
        if digit is not None and (number := f"{candidate}{digit}") > normalise(after) and is_valid(number):
            return number
    raise ValueError("no synthetic NHS number is left")
