"""A message is settled on a connection that has just gone: it comes back, and the process lives on."""

from types import SimpleNamespace
from typing import Any

import pytest
from amqp import RecoverableConnectionError
from nameko.messaging import QueueConsumer

from services.chassis.rpc import DrainingConsumer

GONE = (ConnectionResetError(), BrokenPipeError(), TimeoutError(), RecoverableConnectionError())


def message(problem: Exception) -> Any:
    """A message of a connection that nobody knows to be gone."""

    def fail(**_: Any) -> None:
        raise problem

    return SimpleNamespace(channel=SimpleNamespace(connection=object()), ack=fail, requeue=fail, reject=fail)


@pytest.mark.parametrize("problem", GONE, ids=repr)
@pytest.mark.parametrize("how", ["ack_message", "requeue_message", "reject_message"])
def test_a_connection_that_is_gone_ends_nobody(how: str, problem: Exception) -> None:
    getattr(DrainingConsumer(), how)(message(problem))


def test_stock_nameko_knows_only_amqps_own_error() -> None:
    with pytest.raises(ConnectionResetError):
        QueueConsumer().ack_message(message(ConnectionResetError()))


def test_what_is_wrong_otherwise_is_not_hidden() -> None:
    with pytest.raises(KeyError):
        DrainingConsumer().ack_message(message(KeyError()))
