"""The client of the message bus: nameko's RPC wire format, one connection per process, any number of threads.

    link      the connection: a reader thread, the calls that wait, returned and refused messages (the only kombu here)
    tokens    the actor token that travels with each call
    client    Bus: ask one service, or several at once, each call with a deadline
    failures  why there was no answer

Why not nameko's own client: measured side by side (`make bench`) it is slower, and a proxy shared by threads breaks
(reliability.md 1.3, N10 and N11).
"""

from .client import Bus
from .failures import BrokerGone, Busy, Faulted, NoAnswerInTime, Resting, UnknownService

__all__ = ["BrokerGone", "Bus", "Busy", "Faulted", "NoAnswerInTime", "Resting", "UnknownService"]
