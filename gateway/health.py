"""Is the gateway alive, can it serve, how are the parts, and figures for Prometheus."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SECONDS = 1.0
REQUESTS = Counter("haven_gateway_requests_total", "Requests, by route and outcome", ["method", "route", "status"])
DURATION = Histogram("haven_gateway_seconds", "Seconds from request to answer", ["method", "route"])
PROBLEMS = Counter("haven_gateway_problems_total", "Requests answered with a problem, by its code", ["code"])
TURNED_AWAY = Counter("haven_gateway_turned_away_total", "Requests for which there was no place in the line")

health = Blueprint("health", __name__)


@health.get("/health/live")
def live() -> Response:
    """This process answers."""
    return jsonify(status="live")


@health.get("/health/ready")
def ready() -> tuple[Response, int]:
    """Requests can be served: the broker is there."""
    haven = current_app.extensions["haven"]
    checks = {"broker": haven.bus.ready}
    good = all(checks.values())
    return jsonify(
        status="ready" if good else "not ready", checks=checks, waiting=haven.bus.waiting
    ), 200 if good else 503


@health.get("/health")
def summary() -> tuple[Response, int]:
    """Every part, asked at once; 200 when all are ready."""
    urls = current_app.extensions["haven"].config.health_urls
    with ThreadPoolExecutor(max_workers=max(1, len(urls))) as pool:
        found = dict(zip(urls, pool.map(ask, urls.values()), strict=True))
    found["gateway"] = {"status": "ready" if current_app.extensions["haven"].bus.ready else "not ready"}
    good = all(part["status"] == "ready" for part in found.values())
    return jsonify(status="ready" if good else "not ready", parts=found), 200 if good else 503


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus; of all processes when PROMETHEUS_MULTIPROC_DIR is set."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def ask(url: str) -> dict[str, Any]:
    """What a part says of itself: `status` ready, not ready or away, and its `checks`."""
    try:
        answer = requests.get(f"{url}/health/ready", timeout=SECONDS)
        said = answer.json()
    except (requests.RequestException, ValueError):
        return {"status": "away"}
    return {"status": "ready" if answer.ok else "not ready", "checks": said}
