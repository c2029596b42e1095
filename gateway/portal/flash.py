"""What the next page says about what was just done: sealed, in a cookie of two minutes, and never in an address."""

from typing import Any

from flask import Response, current_app, request

from ..oidc.sealed import Sealed

SECONDS = 120


class Carried:
    """Something sealed that one browser carries for us, for one purpose and a while."""

    def __init__(self, secret: bytes, purpose: str, seconds: int, *, https: bool) -> None:
        self._sealed, self._https = Sealed(secret, purpose, seconds), https
        self.name = f"{'__Host-' if https else ''}haven-{purpose}"

    def give(self, answer: Response, said: dict[str, Any]) -> None:
        """Let the browser carry it."""
        answer.set_cookie(
            self.name, self._sealed.seal(said), max_age=self._sealed.seconds, httponly=True, samesite="Lax",
            secure=self._https, path="/",
        )  # fmt: skip

    def read(self) -> dict[str, Any]:
        """What it carried; nothing when it carries none of ours."""
        return self._sealed.open(request.cookies.get(self.name, "")) or {}

    def take(self, answer: Response) -> None:
        """It carries it no more."""
        answer.delete_cookie(self.name, httponly=True, samesite="Lax", secure=self._https, path="/")


def say(answer: Response, text: str) -> None:
    """Have the next page say it."""
    carried().give(answer, {"text": text})


def carried() -> Carried:
    """The banner's cookie."""
    found: Carried = current_app.extensions["portal"].flash
    return found
