"""The keys that sign actor tokens and ledger checkpoints."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from deploy import keys
from gateway.bus.tokens import Signer
from services.audit import ledger
from services.chassis import actor as actors
from services.contracts.message import Actor, NotPermitted, new_id
from tests.support import actor


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


CALL: Any = {"call": "review.read_case", "body": b"{}"}


def believe(token: str) -> Actor:
    """As the service that this call is for would."""
    return actors.verified(token, "review", CALL["call"], actors.digest_of(CALL["body"]))


def test_a_rotation_of_the_gateways_key_refuses_no_token_that_is_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every step, with the files as they are then: whatever was signed, before or just now, is believed."""
    monkeypatch.setenv("HAVEN_KEYS", str(tmp_path))
    keys.ensure(tmp_path)
    signer, somebody, steps = Signer(tmp_path / "gateway.private.pem"), actor(), []
    tokens = [signer.token(somebody, "review", new_id(), **CALL)]

    def believed() -> None:
        tokens.append(signer.token(somebody, "review", new_id(), **CALL))
        tokens.append(Signer(tmp_path / "gateway.private.pem").token(somebody, "review", new_id(), **CALL))
        assert all(believe(token).id == somebody.id for token in tokens)

    def noted(done: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **more: Any) -> Any:
            found = done(*given, **more)
            steps.append(given)
            believed()
            return found

        return step

    with monkeypatch.context() as patch:
        patch.setattr(keys, "_write", noted(keys._write))
        patch.setattr(Path, "replace", noted(Path.replace))
        keys.rotate_gateway(tmp_path, lambda seconds: believed())
    assert len(steps) > 5
    with pytest.raises(NotPermitted):
        believe(tokens[0])
    assert believe(signer.token(somebody, "review", new_id(), **CALL)).id == somebody.id
    assert sorted(path.name for path in tmp_path.glob("gateway*")) == ["gateway.private.pem", "gateway.public.pem"]


def test_a_key_that_is_only_named_in_a_token_is_nobodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVEN_KEYS", str(tmp_path))
    keys.ensure(tmp_path)
    keys.ensure(tmp_path / "another")
    forged = Signer(tmp_path / "another" / "gateway.private.pem").token(actor(), "review", new_id(), **CALL)
    with pytest.raises(NotPermitted):
        believe(forged)


@pytest.mark.parametrize("fails_at", range(5))
def test_a_rotation_of_the_ledgers_key_that_was_killed_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    keys.ensure(tmp_path)
    first, plain, count = ledger.read_keys(tmp_path), keys._write, iter(range(99))

    def killed(*given: Any, **more: Any) -> None:
        if next(count) == fails_at:
            raise KeyboardInterrupt
        plain(*given, **more)

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(keys, "_write", killed)
        keys.rotate_ledger(tmp_path)
    keys.ensure(tmp_path)
    keys.rotate_ledger(tmp_path)
    now = ledger.read_keys(tmp_path)
    assert now.public_bytes == _raw(tmp_path / "ledger.public.pem")
    assert first.public_bytes in [one.public_bytes for one in now.former]
    assert now.public_bytes not in [one.public_bytes for one in now.former]
    now.former[0].public.verify(now.endorsement, keys.ENDORSES + now.public_bytes)


def _raw(path: Path) -> bytes:
    return load_pem_public_key(path.read_bytes()).public_bytes(Encoding.Raw, PublicFormat.Raw)
