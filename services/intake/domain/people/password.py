"""Which passwords are taken (ASVS 5.0, 6.2): length above all; no composition rules, nothing that everybody tries."""

from collections.abc import Iterable
from itertools import pairwise

from services.contracts.message import Problem

SHORTEST, LONGEST = 12, 128
# What is tried first among passwords of twelve characters and more; shorter ones are refused for their length.
COMMON = frozenset(
    """123456789012 1234567890123 12345678901234 123456789123 1234567891011 012345678910 111111111111 000000000000
    password1234 password12345 password123456 passwordpassword passw0rd1234 p@ssw0rd1234 password2024 password2025
    password2026 mypassword123 mypassword1234 thisismypassword changeme1234 changemechangeme letmein12345 letmeinletmein
    welcome12345 welcome123456 welcomewelcome administrator admin1234567 adminadminadmin administrator1 iloveyou1234
    iloveyouiloveyou qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyqwerty 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv
    qazwsxedcrfv zaq12wsxcde3 q1w2e3r4t5y6 asdfghjkl123 asdfasdfasdf zxcvbnm12345 abcdefghijkl abcdefg12345 abc123abc123
    abcd1234abcd 123qwe123qwe 123abc123abc aaaaaaaaaaaa trustno1trustno1 superman1234 batman123456 football1234
    liverpool123 manchester12 chelsea12345 arsenal12345 monkey123456 dragon123456 sunshine1234 princess1234
    summer202412 summer202512 summer202612 winter202412 winter202512 winter202612 spring202612 autumn202612
    hospital1234 nhspassword1 nhspassword123 patient12345 doctor123456 healthdata12 researchdata""".split()  # noqa: SIM905 - a hundred words
)


def problems(password: str, known: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Why `password` is not taken; `known` are words that belong to the person, such as their name and address."""
    found = []
    if len(password) < SHORTEST:
        found.append(_no("too-short", f"Use at least {SHORTEST} characters; several words are good"))
    if len(password) > LONGEST:
        found.append(_no("too-long", f"Use at most {LONGEST} characters"))
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 5 or _is_run(plain):
        found.append(_no("too-common", "This password is among the first that are tried: choose another"))
    if any(len(word) > 3 and word in plain for word in _words(known)):
        found.append(_no("personal", "Leave your name and your address out of your password"))
    return tuple(found)


def _no(code: str, words: str) -> Problem:
    return Problem(code=code, message=words, field="password")


def _words(known: Iterable[str]) -> list[str]:
    return [word for text in known for word in text.casefold().replace("@", " ").replace(".", " ").split()]


def _is_run(plain: str) -> bool:
    """True for `abcdefghijklm`, `9876543210987` and the like: each character one step from the one before."""
    steps = {(ord(b) - ord(a)) % 10 for a, b in pairwise(plain)}
    return steps in ({1}, {9})
