"""Passwords are hashed beside the hub, never on it, and never many at once (N16; ASVS appendix C)."""

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import eventlet
eventlet.monkey_patch()
import json, sys
from eventlet import patcher
from services.chassis import offload
threading, time = patcher.original("threading"), patcher.original("time")
if len(sys.argv) > 1:
    offload.in_thread = lambda work, *args: work(*args)  # on the hub: what must not be
lock, now, most, threads, ticks = threading.Lock(), 0, 0, set(), 0

def heavy():
    global now, most
    with lock:
        now += 1
        most = max(most, now)
        threads.add(threading.get_ident())
    time.sleep(0.3)  # holds up its thread, as a call into C does
    with lock:
        now -= 1

def turn():
    global ticks
    while True:
        eventlet.sleep(0.01)
        ticks += 1

eventlet.spawn(turn)
work = [eventlet.spawn(offload.in_thread, heavy) for _ in range(6)]
for one in work:
    one.wait()
print(json.dumps({"most": most, "on the hub": threading.main_thread().ident in threads, "ticks": ticks}))
"""


def told(*args: str) -> dict:
    """What a process with the hub of a service saw."""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", SCRIPT, *args], cwd=root, capture_output=True, text=True, check=True)
    found: dict = json.loads(done.stdout)
    return found


def test_heavy_work_is_done_beside_the_hub_two_at_a_time() -> None:
    seen = told()
    assert seen["on the hub"] is False
    assert seen["most"] == 2
    assert seen["ticks"] > 5, "the hub went on turning: heartbeats are answered"


def test_work_on_the_hub_would_be_seen() -> None:
    assert told("on the hub")["on the hub"] is True
