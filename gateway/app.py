"""The gateway as one WSGI application: `create_app()` for gunicorn, `create_app(config, bus=…)` for tests."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from services.contracts.message import new_id

from . import errors, health, logs, pages
from .api import handler
from .api.route import PREFIX, Route
from .api.routes import TABLE, link
from .bus import Bus, budget
from .bus.tokens import Signer
from .compose import Links
from .config import Config, from_environment
from .identity import Identity
from .limits import Limits
from .oidc.pages import CALLBACK, Oidc, oidc
from .oidc.provider import Provider
from .portal.register import register as register_portal
from .rules import Address
from .uploads import Files

log = logging.getLogger(__name__)
QUIET = ("/health", "/metrics", "/static")
FORGED = ("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_X_USER", "HTTP_X_REAL_IP", "HTTP_X_REMOTE")


@dataclass(frozen=True)
class Haven:
    """What the views need, in app.extensions["haven"]."""

    config: Config
    bus: Any
    identity: Identity
    limits: Limits
    files: Files
    links: Links
    oidc: Oidc | None = None


def create_app(config: Config | None = None, *, bus: Any = None) -> Flask:
    """The application. Without a `bus` it makes its own, which connects at the first call of each process."""
    if config is None:
        config = from_environment()
        logs.to_stderr()
    secret = config.private_key.read_bytes()
    if bus is None:
        bus = Bus(
            config.amqp_uri,
            Signer(config.private_key),
            query_seconds=config.query_seconds,
            command_seconds=config.command_seconds,
            in_flight=config.in_flight,
        )
    app = Flask("gateway", static_folder="static", template_folder="templates")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_rule_class = Address
    app.url_map.strict_slashes = False
    identity = Identity(config, bus)
    app.extensions["haven"] = Haven(config, bus, identity, Limits(config), Files(config), link, _oidc(config, secret))
    app.config["TRUSTED_HOSTS"] = sorted(config.hosts)  # any other Host is refused: addresses are made from it
    app.before_request(_begin)
    app.after_request(pages.secure)
    app.after_request(_end)
    app.teardown_request(lambda _: budget.end())
    errors.register(app)
    register_portal(app, config, secret)
    app.register_blueprint(health.health)
    app.register_blueprint(pages.pages)
    app.register_blueprint(oidc)
    app.register_blueprint(_api(config))
    app.wsgi_app = _clean(app.wsgi_app, config.proxies)  # type: ignore[method-assign, assignment]
    return app


def _oidc(config: Config, secret: bytes) -> Oidc | None:
    """The provider that people may sign in with, if there is one."""
    if config.oidc is None:
        return None
    provider = Provider(config.oidc, config.public_url.rstrip("/") + CALLBACK)
    return Oidc(provider, Signer(config.private_key), secret, https=config.https)


def _api(config: Config) -> Blueprint:
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    for row in TABLE:
        if config.demo or not (isinstance(row, Route) and row.demo):
            handler.add(api, row)
    return api


def _begin() -> None:
    g.correlation, g.begun = new_id(), time.monotonic()
    config: Config = current_app.extensions["haven"].config
    budget.begin(config.request_seconds)
    upload = request.path == f"{PREFIX}/uploads" or request.endpoint in current_app.extensions["portal"].takes_files
    limit = config.upload_limit + 10_000 if upload else config.body_limit
    request.max_content_length = limit
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge


def _end(answer: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "none"
    seconds = time.monotonic() - g.get("begun", time.monotonic())
    health.REQUESTS.labels(request.method, route, answer.status_code).inc()
    health.DURATION.labels(request.method, route).observe(seconds)
    answer.headers["X-Correlation-Id"] = str(g.get("correlation", ""))
    told = {"method": request.method, "route": route, "status": answer.status_code, "ms": round(seconds * 1000, 1)}
    if problem := g.get("problem"):
        health.PROBLEMS.labels(problem).inc()
        told["problem"] = problem
    if actor := g.get("actor"):
        told["actor"] = actor.id
    if not request.path.startswith(QUIET):
        log.info("request", extra=told)
    return answer


def _clean(app: Any, proxies: int) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Headers that only our own proxies may set never reach the application: it cannot be told who or where from."""

    def bare(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        for name in [name for name in environ if name.startswith(FORGED)]:
            del environ[name]
        answer: Iterable[bytes] = app(environ, start)
        return answer

    return ProxyFix(bare, x_for=proxies, x_proto=proxies, x_host=0) if proxies else bare
