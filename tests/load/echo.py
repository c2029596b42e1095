"""A service that does nothing but answer, for measuring and testing clients: `python -m tests.load.echo nameko URI`.

`nameko` is nameko's own RPC server, `kombu` the least that can answer. Both answer the query MyRequests of intake with
an empty page; the nameko one also knows the commands and delays that the tests of the bus need.
"""

import json
import os
import sys
from typing import Any

REPLY: dict[str, Any] = {"answer": {"drafts": [], "submitted": [], "approved": [], "may": []}}
FAILURE = {"exc_type": "KeyError", "exc_path": "builtins.KeyError", "exc_args": ["secret"], "value": "secret"}


def with_nameko(uri: str) -> None:
    """Serve until SIGTERM, ten workers, as the services do."""
    import eventlet

    eventlet.monkey_patch()
    from nameko.rpc import rpc
    from nameko.runners import ServiceRunner

    class Echo:
        name = os.environ.get("ECHO_NAME", "intake")
        seen: dict[str, int] = {}

        @rpc
        def my_requests(self, _query: dict[str, Any]) -> dict[str, Any]:
            return REPLY

        @rpc
        def read_form(self, _query: dict[str, Any]) -> dict[str, Any]:
            raise KeyError("secret")

        @rpc
        def list_applications(self, query: dict[str, Any]) -> dict[str, Any]:
            eventlet.sleep(float(query["q"] or 0))
            return {"answer": {"rows": [], "next": query["q"]}}

        @rpc
        def read_version(self, query: dict[str, Any]) -> dict[str, Any]:
            """Answers with what was asked, so that an answer that went to the wrong caller shows."""
            now = "2026-01-01T00:00:00+00:00"
            who = "00000000-0000-0000-0000-000000000000"
            answer = {"application_id": query["application_id"], "reference": "", "version": query["version"]}
            return {"answer": answer | {"sha256": "", "submitted_at": now, "submitted_by": who, "answers": {}}}

        @rpc
        def withdraw_application(self, command: dict[str, Any]) -> dict[str, Any]:
            """Counts how often it was called with one id."""
            times = self.seen[command["id"]] = self.seen.get(command["id"], 0) + 1
            return {"answer": {"subject": command["application_id"], "reference": "", "version": times, "state": ""}}

        @rpc
        def accept_application(self, _command: dict[str, Any]) -> dict[str, Any]:
            refused = {"kind": "conflict", "code": "id-reused", "detail": "used before", "problems": []}
            return {"refused": refused}

    runner = ServiceRunner(config={"AMQP_URI": uri, "max_workers": 10})
    runner.add_service(Echo)
    runner.start()
    runner.wait()


def with_kombu(uri: str) -> None:
    """Serve until killed, one message at a time."""
    from kombu import Connection, Consumer, Exchange, Producer, Queue

    exchange = Exchange("nameko-rpc", type="topic", durable=True)
    reply = json.dumps({"result": REPLY, "error": None})
    with Connection(uri) as connection, connection.channel() as channel:
        producer = Producer(channel)

        def answer(_body: Any, message: Any) -> None:
            to, call = message.properties["reply_to"], message.properties["correlation_id"]
            producer.publish(
                reply,
                exchange=exchange,
                routing_key=to,
                correlation_id=call,
                content_type="application/json",
                content_encoding="utf-8",
            )
            message.ack()

        queue = Queue("rpc-intake", exchange, routing_key="intake.*", durable=True)
        with Consumer(channel, [queue], callbacks=[answer], prefetch_count=10):
            while True:
                connection.drain_events()


if __name__ == "__main__":
    {"nameko": with_nameko, "kombu": with_kombu}[sys.argv[1]](sys.argv[2])
