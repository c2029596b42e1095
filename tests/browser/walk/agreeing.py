"""The agreement: offered, read, signed in its order, in force; the release letter: S1-40, S2-63 to S2-66."""

import re

from ..hands import Window
from . import Request

SIGNATORIES = {"hospital": ("signatory",), "dars": ("signatory", "second_signatory")}


def issue(w: Window, r: Request) -> None:
    """What the approval has generated is offered for signature."""
    w.act_as("gwen.pike").task(r.reference, "agreement")
    w.give("Offer the agreement", "open for signature")


def sign_for_custodian(w: Window, r: Request) -> None:
    """The custodian signs first; nobody signs what they have not opened."""
    read_and_sign(w, r, "ivo.kent")


def give_order(w: Window, r: Request) -> None:
    """No controller signs before there is a purchase order, where something is charged."""
    w.act_as(r.lead).task(r.reference, "purchase order")
    w.give("Give the purchase order", "is recorded", number=f"PUR/{r.reference.removeprefix('DAR-')}")


def sign_for_controllers(w: Window, r: Request) -> None:
    """The access service's terms, then every controller; with the last signature the agreement is in force."""
    first, *others = (r.people[part] for part in SIGNATORIES[r.profile])
    w.act_as(first).task(r.reference, re.compile("service agreement|terms", re.I))
    w.give("Sign the service agreement", "is signed")
    for key in (first, *others):
        read_and_sign(w, r, key)
    w.until(w.page.get_by_role("region", name="Agreement").filter(has_text="Who signs", has_not_text="Not yet"))


def release_letter(w: Window, r: Request) -> None:
    """The data release confirmation letter, by two offices and two people."""
    for key in ("hari.bose", "kit.voss"):
        w.act_as(key).task(r.reference, "release")
        w.give("Sign the letter", "have signed")
    w.act_as(r.lead).mine(r.reference)
    w.until(w.page.get_by_role("link", name=re.compile("^Read the data release confirmation letter")))


def read_and_sign(w: Window, r: Request, key: str) -> None:
    """Open the text, which is recorded; then sign it."""
    w.act_as(key).task(r.reference, re.compile("sign", re.I))
    w.follow(re.compile("^Read the agreement"))
    w.press("Open the agreement")
    w.see("It is recorded that you opened this text")
    w.follow("Go on to sign")
    w.give("Sign", "You have signed")
