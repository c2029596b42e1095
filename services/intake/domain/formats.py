"""Format rules of domain section 2.4: the shape of references, numbers and addresses. Each answers True or False; what
to tell the person is `HINTS`, one sentence with an example for each rule."""

import re
from collections.abc import Callable

from services.contracts.free_text import HINT

REC_CENTRES = "EE|EM|ES|HRA|IEC[0-9]{2}|LO|NE|NI|NIR|NS|NW|PR|SC|SS|SW|WA|WM|WNo[0-9]{2}|WS|YH"

PATTERNS: dict[str, str] = {
    "V-ICO": r"(Z[0-9]{7}|Z[A-Z][0-9]{6})",
    "V-REC": rf"(0[4-9]|[1-9][0-9])/({REC_CENTRES})/[0-9]{{4}}",
    "V-REC-OLD": r"[0-9]{2}/[A-Z][0-9]{4}/[0-9]{1,4}",
    "V-CAG": r"([0-9]{2}/CAG/[0-9]{4}|(PIAG|ECC|CAG) [0-9]{1,2}-[0-9]{2} ?\([A-Za-z]{1,3}\)/[0-9]{4})",
    "V-IRAS": r"(100[0-9]{4}|[0-9]{4,6})",
    "V-ODS": r"[A-Z0-9]{3,10}",
    "V-NIC": r"(DARS-)?NIC-[0-9]{5,6}-[A-Z0-9]{5}(-v[0-9]{1,2}\.[0-9]{1,2})?",
    "V-CON": r"CON-[0-9]{6}-[A-Z0-9]{5}( ?-?v[0-9]\.[0-9]{1,2})?",
    "V-PO": r"[A-Za-z0-9][A-Za-z0-9/_\-. ]{2,29}",
    "V-COMP": r"((SC|NI|OC|SO|NC|R0|LP|SL|RC|IP|CE|CS)[0-9]{6}|[0-9]{8})",
    "V-CHAR": r"[0-9]{6,7}(-[0-9]{1,2})?",
    "V-ISRCTN": r"ISRCTN[0-9]{8}",
    "V-NCT": r"NCT[0-9]{8}",
    "V-MONDO": r"MONDO:[0-9]{7}",
    "V-EMAIL": r"[^@\s,;<>\"]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}",
}

HINTS: dict[str, str] = {
    "V-ICO": "An ICO registration looks like ZA123456",
    "V-REC": "A research ethics reference looks like 21/LO/0123",
    "V-CAG": "A Confidentiality Advisory Group reference looks like 21/CAG/0001",
    "V-IRAS": "An IRAS ID is four to six digits, or seven beginning with 100, such as 296054",
    "V-ODS": "An ODS code is three to ten capital letters and digits, such as R1H",
    "V-TRIAL": "A trial number looks like ISRCTN12345678 or NCT12345678",
    "V-MONDO": "A disease is named by its Mondo identifier, such as MONDO:0004979",
    "V-PC": "A UK postcode looks like E1 1BB",
    "V-EMAIL": "Use a work e-mail address, such as name@hospital.nhs.uk; free mail addresses are not accepted",
    "V-URL": "A web address begins with https://",
    "V-NHSNO": HINT,
    "V-ORCID": "An ORCID iD is four groups of four digits, such as 0000-0002-1825-0097",
}

FREE_MAIL = frozenset({
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "live.com", "live.co.uk", "yahoo.com",
    "yahoo.co.uk", "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com", "btinternet.com", "gmx.com",
    "mail.com",
})  # fmt: skip

POSTCODE = re.compile(
    r"(GIR 0AA|[A-PR-UWYZ]([0-9]{1,2}|([A-HK-Y][0-9]([0-9]|[ABEHMNPRV-Y])?)|[0-9][A-HJKPS-UW])"
    r" [0-9][ABD-HJLNP-UW-Z]{2})"
)
PSEUDO_POSTCODE = re.compile(r"ZZ99 [0-9][A-Z]{2}")


def fits(rule: str, text: str) -> bool:
    """Whether `text` as a whole has the shape of a rule in PATTERNS."""
    return re.fullmatch(PATTERNS[rule], text) is not None


def postcode(text: str) -> str:
    """The postcode in capitals with one space, or "" when it is none (2.4.3). NHS pseudo-postcodes are allowed."""
    bare = re.sub(r"\s+", "", text.upper())
    spaced = f"{bare[:-3]} {bare[-3:]}"
    return spaced if POSTCODE.fullmatch(spaced) or PSEUDO_POSTCODE.fullmatch(spaced) else ""


def is_orcid(text: str) -> bool:
    """ISO 7064 mod 11-2 over the first fifteen digits (2.4.2)."""
    if not re.fullmatch(r"([0-9]{4}-){3}[0-9]{3}[0-9X]", text):
        return False
    total = 0
    for digit in text.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return text[-1] == ("X" if check == 10 else str(check))


def is_work_email(text: str) -> bool:
    """An address of the usual shape that is not with a free mail provider."""
    return fits("V-EMAIL", text) and text.rpartition("@")[2].lower() not in FREE_MAIL


def is_trial_number(text: str) -> bool:
    return fits("V-ISRCTN", text) or fits("V-NCT", text)


def is_rec_reference(text: str) -> bool:
    """The form in use since 2008, or the older one."""
    return fits("V-REC", text) or fits("V-REC-OLD", text)


def is_url(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s/$.?#][^\s]{2,500}", text) is not None


CHECKS: dict[str, Callable[[str], bool]] = {
    "V-REC": is_rec_reference,
    "V-TRIAL": is_trial_number,
    "V-PC": lambda text: bool(postcode(text)),
    "V-EMAIL": is_work_email,
    "V-URL": is_url,
    "V-ORCID": is_orcid,
}


def check(rule: str, text: str) -> bool:
    """Whether `text` passes rule `rule`, by its own function where it has one."""
    return CHECKS[rule](text) if rule in CHECKS else fits(rule, text)


# Shapes that are enough not to block, where the codes inside are only known from practice (domain 2.4).
SHAPES: dict[str, str] = {
    "V-REC": r"[0-9]{2}/([A-Z][A-Za-z0-9]{1,5}/[0-9]{4}|[A-Z][0-9]{4}/[0-9]{1,4})",
}


def shaped(rule: str, text: str) -> bool:
    """Whether `text` is near enough to rule `rule` not to be refused."""
    return check(rule, text) or (rule in SHAPES and re.fullmatch(SHAPES[rule], text) is not None)


def unusual(rule: str, text: str) -> str:
    """What somebody should look at in a text that is not refused, or ""."""
    if rule == "V-REC" and fits("V-REC-OLD", text):
        return "This is a reference of the form used before 2010: check that the opinion still covers the work"
    return "" if check(rule, text) else "The committee's code in this reference is not known here: check it"
