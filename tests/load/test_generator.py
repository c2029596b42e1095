"""The measuring instrument, measured: it asks what it says, when it says, and tells what became of it."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from tests.load.generator import Asker, Plan, Tally, carry_out, outcome_of
from tests.load.overload import Report, told
from tests.load.wire import Gone, Wire

Answers = Callable[[bytes], Awaitable[bytes]]
PLAN = Plan(url="", tokens=["a", "b"], organisation="o", starts=0.0, seconds=0.4)


def answer(status: int, body: bytes = b"{}", more: bytes = b"") -> bytes:
    return b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), more, body)


async def served(answers: Answers, use: Callable[[str], Awaitable[Tally]]) -> tuple[Tally, list[bytes]]:
    """What `use` says of a server that answers like this, and the heads of all that it was asked."""
    heads: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if b"Content-Length: " in head:
                    await reader.readexactly(int(head.partition(b"Content-Length: ")[2].split(b"\r\n")[0]))
                heads.append(head)
                writer.write(await answers(head))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        tally = await use(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v1")
    return tally, heads


def loaded(answers: Answers, **how: float) -> tuple[Tally, list[bytes]]:
    """One plan from now on."""

    async def use(url: str) -> Tally:
        return await carry_out(replace(PLAN, url=url, starts=time.time(), **how))  # type: ignore[arg-type]

    return asyncio.run(served(answers, use))


def test_it_asks_in_the_mix_that_it_names_and_each_command_with_a_key_of_its_own() -> None:
    asker = Asker(replace(PLAN, url="http://h/api/v1"), Wire("http://h", 1.0))
    asked: Counter[str] = Counter()

    async def note(request: bytes) -> tuple[int, dict[bytes, bytes], bytes]:
        asked[request.split(b" HTTP", 1)[0].decode()] += 1
        return 200, {}, b"{}"

    asker.wire.ask = note  # type: ignore[method-assign, assignment]

    async def ask() -> None:
        for _ in range(2_000):
            await asker.ask(0.0)

    asyncio.run(ask())
    shares = {path: round(count / 2_000, 1) for path, count in asked.items()}
    mix = {"GET /api/v1/tariff?profile=dars": 0.6, "GET /api/v1/me/notices": 0.2, "POST /api/v1/enquiries": 0.2}
    assert shares == mix
    assert len(set(asker.tally.keys["ok"])) == asked["POST /api/v1/enquiries"]


def test_in_an_open_loop_nobody_waits_for_the_others_and_time_counts_from_the_wish() -> None:
    async def slowly(_head: bytes) -> bytes:
        await asyncio.sleep(0.3)
        return answer(200)

    tally, heads = loaded(slowly, rate=200.0)
    assert 40 < len(heads) < 130
    assert max(tally.times["ok"]) < 10.0  # one after the other the last would have waited for 24 s
    assert len(tally.times["ok"]) == len(heads) == sum(tally.offered.values())
    assert min(tally.times["ok"]) >= 0.3


def test_in_a_closed_loop_who_is_turned_away_comes_again_no_sooner_than_told() -> None:
    async def full(_head: bytes) -> bytes:
        return answer(503, b'{"code": "overloaded"}', b"Retry-After: 1\r\n")

    tally, heads = loaded(full, at_once=3)
    assert len(heads) == 3
    assert tally.codes == {"503 overloaded": 3}
    assert len(tally.times["refused"]) == 3


def test_an_answer_in_pieces_is_read_whole_and_a_connection_that_ends_is_no_answer() -> None:
    async def use(url: str) -> Tally:
        wire = Wire(url, 5.0)
        assert (await wire.ask(b"GET / HTTP/1.1\r\n\r\n"))[2] == b"x" * 300_000
        with pytest.raises(Gone):
            await wire.ask(b"GET /end HTTP/1.1\r\n\r\n")
        return Tally()

    async def answers(head: bytes) -> bytes:
        if b"/end" in head:
            raise ConnectionResetError
        return answer(200, b"x" * 300_000)

    asyncio.run(served(answers, use))


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (201, {}, "ok"),
        (503, {b"retry-after": b"2"}, "refused"),
        (429, {b"retry-after": b"1"}, "refused"),
        (503, {}, "wrong"),
        (504, {}, "unknown"),
        (500, {b"retry-after": b"1"}, "wrong"),
    ],
)
def test_a_refusal_says_when_to_come_again_or_is_wrong(status: int, headers: dict[bytes, bytes], outcome: str) -> None:
    assert outcome_of(status, headers) == outcome


def test_the_tally_is_the_same_after_json() -> None:
    tally = Tally(starts=1.0)
    tally.offered[3] += 2
    tally.note("ok", 4.0, "k")
    again = told(json.loads(json.dumps(vars(tally))))
    assert vars(again) == vars(tally)


GOOD = Report(peak=100.0, sustainable=70.0, goodput=80.0, growth=0.1, recovery=3.0)


@pytest.mark.parametrize(
    "bad", [{"goodput": 79.0}, {"growth": 0.3}, {"recovery": 11.0}, {"wrong": ["1 acknowledged command(s) lost"]}]
)
def test_an_aim_that_is_missed_is_named(bad: dict[str, object]) -> None:
    assert GOOD.missed() == []
    assert len(replace(GOOD, **bad).missed()) == 1  # type: ignore[arg-type]
