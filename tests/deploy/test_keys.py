"""The keys that sign actor tokens and ledger checkpoints."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from deploy import keys


def test_private_halves_are_readable_by_their_user_only(tmp_path: Path) -> None:
    keys.ensure(tmp_path / "keys")
    for owner in ("gateway", "ledger"):
        assert (tmp_path / "keys" / f"{owner}.private.pem").stat().st_mode & 0o777 == 0o600


def test_the_public_half_verifies_what_the_private_half_signed(tmp_path: Path) -> None:
    keys.ensure(tmp_path)
    private = load_pem_private_key((tmp_path / "ledger.private.pem").read_bytes(), password=None)
    public = load_pem_public_key((tmp_path / "ledger.public.pem").read_bytes())
    public.verify(private.sign(b"checkpoint"), b"checkpoint")


def test_keys_once_made_are_kept_and_a_lost_public_half_is_made_again(tmp_path: Path) -> None:
    keys.ensure(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "gateway.public.pem").unlink()
    keys.ensure(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
