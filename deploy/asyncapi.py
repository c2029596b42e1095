"""docs/asyncapi.yaml, generated from the contracts: every event, who says it, who hears it, and its shape.

python -m deploy.asyncapi        writes it; a test fails when it is not current
"""

import json
from pathlib import Path
from typing import Any

import yaml
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from services.contracts import topology, wire
from services.contracts.message import Envelope, Event

PLACE = Path(__file__).parent.parent / "docs" / "asyncapi.yaml"
ABOUT = """\
What Haven's services tell each other. Each event is a CloudEvent 1.0 in structured JSON, published once its change is
committed, at least once, in order for its subject (`version` counts the events of one subject in one source from 1
without gaps). A listener has one queue for each source it hears, bound to everything that source says.
"""


def description() -> dict[str, Any]:
    """The whole description, AsyncAPI 3.0, as plain data."""
    spec = APISpec(title="Haven", version="1", openapi_version="3.1.0", plugins=[plugin := _Named()])
    messages, channels, operations = {}, {}, {}
    for source in wire.SERVICES:
        events = wire.events_of(source)
        for name, cls in events.items():
            messages[f"{source}.{name}"] = _message(source, cls, plugin, spec)
        listed = {name: {"$ref": f"#/components/messages/{source}.{name}"} for name in events}
        exchange = {"name": topology.event_exchange(source), "type": "topic", "durable": True}
        channels[f"{source}Events"] = {
            "address": topology.event_exchange(source),
            "messages": listed,
            "bindings": {"amqp": {"is": "routingKey", "exchange": exchange}},
        }
        operations[f"{source}Says"] = {"action": "send", "channel": {"$ref": f"#/channels/{source}Events"}}
    for listener, sources in topology.HEARS.items():
        for source in sources:
            operations[f"{listener}Hears{source.title()}"] = {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{source}Events"},
                "summary": f"Queue {topology.event_queue(source, listener)}.",
            }
    made = {
        "asyncapi": "3.0.0",
        "info": {"title": "Haven", "version": "1", "description": ABOUT, "license": {"name": "Apache-2.0"}},
        "defaultContentType": "application/cloudevents+json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": spec.to_dict()["components"]["schemas"]},
    }
    plain: dict[str, Any] = json.loads(json.dumps(made))
    return plain


class _Named(MarshmallowPlugin):
    def __init__(self) -> None:
        super().__init__(schema_name_resolver=lambda schema: _name(getattr(schema, "made", type(schema))))


def _name(cls: type) -> str:
    owner = wire.owner(cls)
    return f"{owner}.{cls.__name__}" if owner in wire.SERVICES else cls.__name__


def _message(source: str, cls: type[Event], plugin: Any, spec: APISpec) -> dict[str, Any]:
    for shape in (cls, Envelope):
        if _name(shape) not in spec.components.schemas:
            spec.components.schema(_name(shape), schema=wire.schema(shape))
    head = {"$ref": f"#/components/schemas/{_name(Envelope)}"}
    data = {"type": "object", "properties": {"data": {"$ref": f"#/components/schemas/{_name(cls)}"}}}
    text = " ".join((cls.__doc__ or "").split())
    return {
        "name": cls.__name__,
        "title": f"{source}: {cls.__name__}",
        "summary": "" if text.startswith(f"{cls.__name__}(") else text,
        "payload": {"allOf": [head, data]},
    }


def text() -> str:
    """The description as YAML, the same every time."""
    return yaml.safe_dump(description(), sort_keys=False, allow_unicode=True, width=110)


if __name__ == "__main__":
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(text())
