"""Ports on 127.0.0.1: whether one is free, and which ones a test may have."""

import random
import socket

# Below the range from which Linux gives ports to outgoing connections, so that none of those takes one first.
FOR_TESTS = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now; what a former server's connections leave behind does not count.

    PermissionError when this user may never listen there, as on the ports below 1024.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """`count` different ports that are free now, taken at random so that tests side by side seldom meet."""
    found: list[int] = []
    for port in random.sample(FOR_TESTS, len(FOR_TESTS)):
        if is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise OSError(f"fewer than {count} ports between {FOR_TESTS.start} and {FOR_TESTS.stop} are free")
