from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from services.audit.domain.checkpoint import (
    Checkpoint,
    MalformedNote,
    Signature,
    UnverifiedNote,
    format_note,
    key_id,
    parse_checkpoint,
    parse_note,
    signed,
    verified,
)

ORIGIN = "haven.example/ledger"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
ROOT = sha256(b"root").digest()
NOTE = signed(Checkpoint(ORIGIN, 42, ROOT), ORIGIN, PUBLIC, KEY.sign)

# The example of the C2SP note format's first implementation, golang.org/x/mod/sumdb/note.
PUBLISHED_KEY = b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def verifier(public=PUBLIC):
    def verify(signature, message):
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except InvalidSignature:
            return False
        return True
    return verify


def read(note, origin=ORIGIN, name=ORIGIN, public=PUBLIC):
    return verified(note, origin, name, public, verifier(public))


def test_a_checkpoint_is_three_lines_each_ended_by_a_newline():
    assert Checkpoint(ORIGIN, 42, ROOT).text() == f"{ORIGIN}\n42\n{b64encode(ROOT).decode()}\n"


def test_the_key_id_of_the_published_key_is_the_published_one():
    assert key_id("PeterNeumann", PUBLISHED_KEY).hex() == "c74f20a3"


def test_the_published_note_reads_and_its_signature_holds():
    text, [signature] = parse_note(PUBLISHED_NOTE)
    assert (signature.name, signature.key_id.hex()) == ("PeterNeumann", "c74f20a3")
    assert verifier(PUBLISHED_KEY)(signature.value, text.encode())
    assert format_note(text, [signature]) == PUBLISHED_NOTE


def test_what_is_signed_is_what_is_read():
    assert read(NOTE) == Checkpoint(ORIGIN, 42, ROOT)
    assert read(signed(Checkpoint(ORIGIN, 0, ROOT), ORIGIN, PUBLIC, KEY.sign)).size == 0


def test_no_changed_byte_of_a_note_goes_unseen():
    written = NOTE.encode()
    for at in range(len(written)):
        changed = written[:at] + bytes([written[at] ^ 1]) + written[at + 1:]
        with pytest.raises((MalformedNote, UnverifiedNote)):
            read(changed.decode())


def test_a_note_cut_short_or_continued_is_refused():
    for changed in [NOTE[:at] for at in range(len(NOTE))] + [NOTE + end for end in ("\n", "x", " ", "\n\n", "— a b\n")]:
        with pytest.raises((MalformedNote, UnverifiedNote)):
            read(changed)


def test_a_checkpoint_of_another_log_is_refused_though_the_key_is_right():
    other = signed(Checkpoint("haven.example/other", 42, ROOT), ORIGIN, PUBLIC, KEY.sign)
    with pytest.raises(UnverifiedNote, match="another log"):
        read(other)


def test_a_note_without_the_trusted_key_is_refused():
    stranger = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    public = stranger.public_key().public_bytes_raw()
    note = signed(Checkpoint(ORIGIN, 42, ROOT), ORIGIN, public, stranger.sign)
    with pytest.raises(UnverifiedNote, match="not signed"):
        read(note)
    with pytest.raises(UnverifiedNote, match="not signed"):
        read(NOTE, name="someone.else")


def test_signatures_of_witnesses_and_successors_are_ignored():
    text, [ours] = parse_note(NOTE)
    witness = Signature("witness.example", b"\1\2\3\4", b"anything")
    successor = Signature(ORIGIN, b"\1\2\3\4", b"anything")
    assert read(format_note(text, [witness, ours, successor])).size == 42


def test_one_wrong_signature_in_the_trusted_name_spoils_the_note():
    text, [ours] = parse_note(NOTE)
    wrong = Signature(ours.name, ours.key_id, bytes(64))
    for both in ([ours, wrong], [wrong, ours]):
        with pytest.raises(UnverifiedNote, match="not signed"):
            read(format_note(text, both))


def test_what_is_signed_is_the_text_without_the_blank_line():
    heard = []
    signed(Checkpoint(ORIGIN, 42, ROOT), ORIGIN, PUBLIC, lambda message: heard.append(message) or bytes(64))
    assert heard == [Checkpoint(ORIGIN, 42, ROOT).text().encode()]


@pytest.mark.parametrize("note", [
    "",
    "text\n",
    "text\n\n",
    "text\n— a AAAAAAA=\n",
    "text\n\n- a AAAAAAA=\n",
    "text\n\n—  AAAAAAA=\n",
    "text\n\n— a+b AAAAAAA=\n",
    "text\n\n— a\u00a0b AAAAAAA=\n",
    "text\n\n— a AAAA\n",
    "text\n\n— a AAAAAA==\n",
    "text\n\n— a AAAAAAB=\n",
    "text\n\n— a AAAA!AAA=\n",
    "text\n\n— a AAAAAAA=",
    "text\n\n— a AAAAAAA= \n",
    "te\rxt\n\n— a AAAAAAA=\n",
    "te\0xt\n\n— a AAAAAAA=\n",
    "text\n\n" + "— a AAAAAAA=\n" * 17,
])
def test_a_malformed_note_is_refused(note):
    with pytest.raises(MalformedNote):
        parse_note(note)


def test_sixteen_signatures_are_accepted():
    assert len(parse_note("text\n\n" + "— a AAAAAAA=\n" * 16)[1]) == 16


def test_the_text_ends_at_the_last_blank_line():
    assert parse_note("one\n\ntwo\n\n— a AAAAAAA=\n")[0] == "one\n\ntwo\n"


@pytest.mark.parametrize("text", [
    f"o\n042\n{b64encode(ROOT).decode()}\n",
    f"o\n-1\n{b64encode(ROOT).decode()}\n",
    f"o\n+1\n{b64encode(ROOT).decode()}\n",
    f"o\n\u0661\n{b64encode(ROOT).decode()}\n",
    f"o\n\n{b64encode(ROOT).decode()}\n",
    f"o\n{'9' * 20}\n{b64encode(ROOT).decode()}\n",
    f"\n42\n{b64encode(ROOT).decode()}\n",
    f"o\n42\n{b64encode(ROOT).decode()}",
    f"o\n42\n{b64encode(ROOT).decode()}\nextension\n",
    f"o\n42\n{b64encode(ROOT[:31]).decode()}\n",
    "o\n42\n\n",
    "o\n42\n",
])
def test_a_malformed_checkpoint_is_refused(text):
    with pytest.raises(MalformedNote):
        parse_checkpoint(text)


@pytest.mark.parametrize(("origin", "size", "root"), [
    ("", 1, ROOT), ("a\nb", 1, ROOT), ("a\tb", 1, ROOT), (ORIGIN, -1, ROOT), (ORIGIN, 1, ROOT[:31]),
])
def test_a_checkpoint_that_could_not_be_read_back_is_not_made(origin, size, root):
    with pytest.raises(MalformedNote):
        Checkpoint(origin, size, root)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u2003b"])
def test_a_key_name_that_could_not_be_read_back_is_not_written(name):
    with pytest.raises(MalformedNote):
        signed(Checkpoint(ORIGIN, 1, ROOT), name, PUBLIC, KEY.sign)


@pytest.mark.parametrize(("text", "signatures"), [
    ("no newline", [Signature("a", bytes(4), b"s")]), ("text\n", []), ("text\n", [Signature("a", bytes(3), b"ss")]),
])
def test_a_note_that_would_not_read_back_is_not_written(text, signatures):
    with pytest.raises(MalformedNote):
        format_note(text, signatures)


@given(st.integers(0, 10**19 - 1), st.binary(min_size=32, max_size=32))
def test_every_checkpoint_reads_back(size, root):
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert parse_checkpoint(checkpoint.text()) == checkpoint
