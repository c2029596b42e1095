"""Who hears whom, and the names of exchanges and queues: contract, because a renamed queue is an orphaned one.

One queue for each listener and source, bound to everything the source says: then the versions of a subject arrive
without gaps and the listener can keep their order exactly, however many replicas take from the queue.
"""

from .message import Command, Query
from .operations import DiscardParked, ListParked, MoveClock, ReplayParked
from .wire import SERVICES, messages_of, method

LARGEST_MESSAGE = 8_000_000  # bytes of a body; the broker refuses more, and closes the sender's channel
RPC_EXCHANGE = "nameko-rpc"
DEAD_EXCHANGE = "dead-letters"
HEARS: dict[str, tuple[str, ...]] = {
    "intake": SERVICES,
    "review": ("intake",),
    "agreements": ("intake", "review", "provisioning", "audit"),
    "provisioning": ("intake", "review", "agreements", "audit"),
    "audit": SERVICES,
}
ASKED_OF_ALL = (ListParked, ReplayParked, DiscardParked, MoveClock)


def event_exchange(source: str) -> str:
    """Where `source` publishes its events, by type."""
    return f"{source}.events"


def event_queue(source: str, listener: str) -> str:
    """Where the events of `source` wait for `listener`."""
    return f"evt-{source}--{listener}"


def command_queue(service: str) -> str:
    """Where commands to `service` wait: kept while it is away."""
    return f"rpc-{service}"


def query_queue(service: str) -> str:
    """Where queries to `service` wait: not worth keeping longer than the asker waits."""
    return f"ask-{service}"


def dead_queue(service: str) -> str:
    """Where what `service` could not accept waits to be put into its table of dead letters."""
    return f"dead-{service}"


def commands_to(service: str) -> list[str]:
    """The methods of `service` that carry out commands."""
    return _methods(service, Command)


def queries_to(service: str) -> list[str]:
    """The methods of `service` that answer questions."""
    return _methods(service, Query)


def _methods(service: str, kind: type[Command] | type[Query]) -> list[str]:
    shared = [cls for cls in ASKED_OF_ALL if issubclass(cls, kind)]
    return sorted(method(cls) for cls in [*messages_of(service, kind), *shared])
