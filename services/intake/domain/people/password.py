"""Which passwords are taken (ASVS 5.0, 6.2): length above all; no composition rules, nothing that is tried early."""

from collections.abc import Iterable

from zxcvbn import zxcvbn

from services.contracts.message import Problem

SHORTEST, ADVISED, LONGEST = 12, 15, 128
LOOKED_AT = 72  # characters that are weighed: what is strong so far does not become weak by going on
# zxcvbn's scale: 3 is beyond 10^8 guesses, which throttled guessing never makes. Its lists hold the 30,000 passwords
# seen most often, so the 3,000 of ASVS 6.2.4 are among them, and what is made of them with digits and swapped letters.
STRONG_ENOUGH = 3
HERE = ("haven", "nhs", "hospital", "trust", "patient", "health", "data", "research")


def problems(password: str, known: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Why `password` is not taken; `known` are words that belong to the person, such as their name and address."""
    found, words = [], _words(known)
    if len(password) < SHORTEST:
        found.append(_no("too-short", f"Use at least {SHORTEST} characters, better {ADVISED}; several words are good"))
    elif zxcvbn(password[:LOOKED_AT], user_inputs=[*words, *HERE])["score"] < STRONG_ENOUGH:
        found.append(_no("too-common", "This password is among the first that are tried: choose another"))
    if len(password) > LONGEST:
        found.append(_no("too-long", f"Use at most {LONGEST} characters"))
    plain = password.casefold()
    if any(len(word) > 3 and word in plain for word in words):
        found.append(_no("personal", "Leave your name and your address out of your password"))
    return tuple(found)


def _no(code: str, words: str) -> Problem:
    return Problem(code=code, message=words, field="password")


def _words(known: Iterable[str]) -> list[str]:
    return [word for text in known for word in text.casefold().replace("@", " ").replace(".", " ").split()]
