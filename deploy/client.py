"""A small client of Haven's HTTP API: for the journey, the demo data and the tests, and to copy from.

Whatever may be done once is sent with an Idempotency-Key, and sent again with the same key when no answer came or a
part is resting, so that a killed service only delays the caller and nothing is done twice.
"""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import requests

PREFIX = "/api/v1"
RESTING = frozenset({429, 502, 503, 504})
PATIENCE = 60.0  # seconds for one request, with all its repeats
ONE_TRY = 20.0  # seconds for one attempt; longer than the gateway waits for a service
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0

Json = dict[str, Any]


class ApiProblem(Exception):
    """The API said no (RFC 9457): `code` is for programs; `problems` are (code, field, message) of each reason."""

    def __init__(self, status: int, body: Mapping[str, Any], asked: str) -> None:
        self.status = status
        self.code = str(body.get("code") or body.get("title") or status)
        self.detail = str(body.get("detail", ""))
        told = body.get("problems", ())
        self.problems = [(one.get("code", ""), one.get("field", ""), one.get("message", "")) for one in told]
        reasons = "; ".join(f"{field or code}: {message}" for code, field, message in self.problems[:12])
        super().__init__(f"{asked}: {status} {self.code}: {self.detail}" + (f" ({reasons})" if reasons else ""))


class Unreachable(Exception):
    """No answer within the patience of the caller."""


class Client:
    """One caller of one Haven. Not shared between threads: each has its own."""

    longest_pause = LONGEST_PAUSE  # seconds between two attempts, whatever the answer asks for

    def __init__(self, url: str, token: str = "", *, patience: float = PATIENCE) -> None:
        self.url, self.token, self.patience = url.rstrip("/"), token, patience
        self.etag = ""  # of what was answered last
        self._http = requests.Session()

    def get(self, path: str, **query: Any) -> Json:
        """The answer to a question."""
        return self._json("GET", path, params={name: value for name, value in query.items() if value is not None})

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, key: str = "", etag: str = "") -> Json:
        """Ask for something to be done, once; `key` names the wish, so that another client may repeat it."""
        return self._change("POST", path, body, key, etag)

    def patch(self, path: str, body: Mapping[str, Any], *, etag: str) -> Json:
        """Change what was read with this ETag."""
        return self._change("PATCH", path, body, "", etag)

    def upload(self, filename: str, content: bytes, media_type: str = "application/pdf") -> str:
        """Store a file; its SHA-256."""
        headers = {"Content-Type": media_type}
        stored = self._json("POST", "/uploads", params={"filename": filename}, data=content, headers=headers)
        return str(stored["sha256"])

    def download(self, path: str) -> bytes:
        """The bytes of a file."""
        return self._send("GET", path).content

    def _change(self, method: str, path: str, body: Mapping[str, Any] | None, key: str, etag: str) -> Json:
        headers = {"Idempotency-Key": key or str(uuid4())}
        if etag:
            headers["If-Match"] = etag
        return self._json(method, path, json=dict(body or {}), headers=headers)

    def _json(self, method: str, path: str, **parts: Any) -> Json:
        answer = self._send(method, path, **parts)
        self.etag = answer.headers.get("ETag", "")
        return dict(answer.json()) if answer.content else {}

    def _send(self, method: str, path: str, **parts: Any) -> requests.Response:
        """One request, repeated as it is until it is answered or the patience is over."""
        headers = parts.pop("headers", {}) | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        deadline, pause, why = time.monotonic() + self.patience, FIRST_PAUSE, ""
        while True:
            try:
                answer = self._http.request(
                    method, self.url + PREFIX + path, headers=headers, timeout=ONE_TRY, allow_redirects=False, **parts
                )
            except (requests.ConnectionError, requests.Timeout) as lost:
                why, wanted = type(lost).__name__, 0.0
            else:
                if answer.status_code not in RESTING:
                    return _checked(answer, f"{method} {path}")
                why, wanted = _told(answer), _retry_after(answer)
            if time.monotonic() + pause > deadline:
                raise Unreachable(f"{method} {path}: no answer in {self.patience:.0f} s; the last try: {why}")
            time.sleep(max(pause, min(wanted, self.longest_pause)) * random.uniform(0.8, 1.2))  # noqa: S311 - only spread
            pause = min(pause * 2, self.longest_pause)


def wait_for(what: str, look: Callable[[], Any], *, seconds: float = PATIENCE) -> Any:
    """What `look` gives as soon as it is something; a refusal that it is not there yet counts as nothing."""
    deadline, pause, why = time.monotonic() + seconds, 0.05, ""
    while True:
        try:
            found = look()
        except ApiProblem as problem:
            if problem.status != 404:
                raise
            found, why = None, f" ({problem.code})"
        if found:
            return found
        if time.monotonic() > deadline:
            raise Unreachable(f"{what} did not happen within {seconds:.0f} s{why}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)


def _checked(answer: requests.Response, asked: str) -> requests.Response:
    if answer.status_code < 400:
        return answer
    try:
        body = answer.json()
    except ValueError:
        body = {"detail": f"no problem details, but {answer.headers.get('Content-Type', 'nothing')}"}
    raise ApiProblem(answer.status_code, body, asked)


def _told(answer: requests.Response) -> str:
    try:
        return f"{answer.status_code} {answer.json().get('code', '')}"
    except ValueError:
        return str(answer.status_code)


def _retry_after(answer: requests.Response) -> float:
    try:
        return float(answer.headers.get("Retry-After", 0))
    except ValueError:
        return 0.0
