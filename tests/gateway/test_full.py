"""A queue that is really full: what the broker does not take is refused at once, and nothing of it is done later."""

import json
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from kombu import Connection

from deploy.testing import private_broker
from gateway.bus import BrokerGone, Bus, Busy, NoAnswerInTime
from gateway.bus.tokens import Signer
from gateway.errors import KNOWN
from services.chassis import queues
from services.contracts import topology
from services.contracts.message import SYSTEM
from services.contracts.review import ReturnToReview
from tests.chassis.running import until
from tests.chassis.test_broker_refuses import ctl

CALLS = 40
pytestmark = pytest.mark.slow


def test_commands_beyond_the_end_of_a_queue_are_busy_at_once_and_never_carried_out(
    tmp_path: Path, key_file: Path
) -> None:
    refused: list[UUID] = []
    with private_broker(tmp_path / "node") as node:
        queue = topology.command_queue("review")
        queues.declare(node.uri, [queues.commands("review", ["return_to_review"])])
        ctl(node, "set_policy", "small", f"^{queue}$", '{"max-length": 2}')
        bus = Bus(node.uri, Signer(key_file), command_seconds=60, in_flight=CALLS)

        def call() -> None:
            command = ReturnToReview(application_id=uuid4(), reason="Something was missed")
            try:
                bus.ask(command, SYSTEM)
            except Busy:
                refused.append(command.id)
            except (NoAnswerInTime, BrokerGone):
                return  # it lies in the queue, and nobody is there to answer before all is put away

        threads = [threading.Thread(target=call, daemon=True) for _ in range(CALLS)]
        bus.start()
        for thread in threads:
            thread.start()
            time.sleep(0.05)  # a quorum queue notices its end a little late
        kept: set[UUID] = set()
        with Connection(node.uri) as connection, connection.channel() as channel:

            def all_accounted_for() -> bool:
                """Leave what lies there until every call has been told, or lies there: it is full all the time."""
                return len(refused) + channel.queue_declare(queue, passive=True).message_count >= CALLS

            until(all_accounted_for, "every command is refused or kept", 60)
            while message := channel.basic_get(queue, no_ack=True):
                kept.add(UUID(json.loads(message.body)["args"][0]["id"]))
        bus.stop()
    assert refused
    assert kept
    assert kept.isdisjoint(refused)
    assert len(kept) + len(refused) == CALLS
    assert (KNOWN["busy"].status, KNOWN["busy"].retry_after > 0) == (503, True)
