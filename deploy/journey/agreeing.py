"""The agreement: issued, read, signed in its order, in force; and the release letter (domain 1.4.12, 1.4.13)."""

from deploy.cast import Person

from .story import Story

STATEMENT = "I have read this agreement and sign it for the party that I represent."


def issue(story: Story) -> None:
    """The agreement that the approval generated, offered for signature."""
    officer = story["gwen.pike"]
    found = story.until("the agreement", story.agreement, officer, "state", "generated")
    story.tell(f"Agreement generated: {found['agreement_ref']}", None, "AgreementGenerated")
    officer.post(f"{story.agreement}/issue")
    story.tell("Agreement issued", officer, "AgreementIssued")
    pdf = story.lead.client.download(f"{story.agreement}/text.pdf")
    story.note(f"a PDF of {len(pdf):,} bytes")


def sign_for_custodian(story: Story) -> None:
    """The custodian signs first; a controller who tries before is told whose turn it is."""
    first = story[next(iter(story.controllers))]
    sha256 = _read(story, first)
    refusal = first.attempt(
        f"{story.agreement}/signatures", party=_party(story, first), document_sha256=sha256, statement=STATEMENT
    )
    story.refused("a controller's signature before the custodian's", first, refusal, "not-your-turn")
    _sign(story, story["ivo.kent"], "custodian")
    story.tell("Signed for the custodian", story["ivo.kent"], "SignedByCustodian")


def give_order(story: Story) -> None:
    """No controller signs before there is a purchase order, where something is charged."""
    first = story[next(iter(story.controllers))]
    refusal = first.attempt(
        f"{story.agreement}/signatures",
        party=_party(story, first),
        document_sha256=_read(story, first),
        statement=STATEMENT,
    )
    story.refused("a controller's signature before the purchase order", first, refusal, "no-purchase-order")
    story.lead.post(f"{story.agreement}/purchase-order", number=f"PUR/{story.reference.removeprefix('DAR-')}")
    story.tell("Purchase order given", story.lead, "PurchaseOrderGiven")


def sign_for_controllers(story: Story) -> None:
    """The access service's terms, then every controller; with the last signature the agreement is in force."""
    first = story[next(iter(story.controllers))]
    first.post(f"{story.agreement}/service-agreement", statement="We accept the terms of the secure environment.")
    story.tell("Service agreement signed", first, "ServiceAgreementSigned")
    for key in story.controllers:
        _sign(story, story[key], _party(story, story[key]))
        story.tell("Signed for a controller", story[key], "SignedByController")
    now = story.until("the agreement in force", story.agreement, story.lead, "state", "effective")
    story.tell(f"Agreement in force to {now['ends_on']}", None, "AgreementInForce")
    story.facts["ends_at"] = now["ends_at"]


def release_letter(story: Story) -> None:
    """The data release confirmation letter, by two offices and two people."""
    for key, office in (("hari.bose", "ig-lead"), ("kit.voss", "caldicott-guardian")):
        story[key].post(f"{story.agreement}/release-letter/signatures", office=office)
        story.tell(f"Release letter signed by the {office.replace('-', ' ')}", story[key], "ReleaseLetterSigned")
    story.tell("Release letter issued", None, "ReleaseLetterIssued")
    letter = story.lead.client.download(f"{story.agreement}/release-letter")
    story.note(f"a PDF of {len(letter):,} bytes")


def _read(story: Story, person: Person) -> str:
    """Open the text, which is recorded; the hash that a signature must name."""
    return str(person.post(f"{story.agreement}/text")["text_sha256"])


def _sign(story: Story, person: Person, party: str) -> None:
    sha256 = _read(story, person)
    person.post(f"{story.agreement}/signatures", party=party, document_sha256=sha256, statement=STATEMENT)


def _party(story: Story, person: Person) -> str:
    return next(where for key, where in story.controllers.items() if story[key] is person)
