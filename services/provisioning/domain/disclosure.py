"""Disclosure control of counts: small numbers hidden, the others rounded to five."""

NATIONAL_THRESHOLD = 8
"""The lowest count shown in national secondary-care statistics; 1 to 7 become `*`."""

HOSPITAL_THRESHOLD = 10
"""The lowest count a hospital environment shows, unless its policy says otherwise."""

SUPPRESSED = "*"
_ROUND_TO = 5


def disclose(count: int, threshold: int = HOSPITAL_THRESHOLD) -> str:
    """`count` as it may be shown: "0" stays, below `threshold` is `*`, the rest goes to the nearest five.

    Zero is shown because it says nothing about any person in the cell. Raises ValueError for a negative count, and for
    a threshold below 3: rounding would then turn one person into a visible zero.
    """
    if count < 0:
        raise ValueError("a count is not negative")
    if threshold < 3:
        raise ValueError("a threshold below 3 hides nobody")
    if count == 0:
        return "0"
    if count < threshold:
        return SUPPRESSED
    return str((2 * count + _ROUND_TO) // (2 * _ROUND_TO) * _ROUND_TO)
