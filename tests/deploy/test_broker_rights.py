"""Every user of the broker tries everything: each exchange with each key, each queue, each kind of binding. What is
allowed is said here once more, from the contracts and from what the gateway's and the operator's programs name, not
from the rights that are tried: a new service, exchange, queue or message without a decision fails."""

import ast
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import amqp
import pytest
from kombu import Connection

from deploy import broker_definitions, broker_rights, settings
from deploy import topology as topology_keeper
from deploy.broker import Node
from deploy.cli import main
from deploy.errors import CannotRun
from deploy.testing import private_broker
from services.chassis import broker, queues
from services.contracts import topology
from services.contracts.message import Command, Query
from services.contracts.operations import MoveClock
from services.contracts.wire import SERVICES, messages_of, method
from tests.chassis.running import until

ROOT = Path(__file__).parent.parent.parent
PARTS = (*SERVICES, "gateway", "operator")
RPC, DEAD = "nameko-rpc", "dead-letters"
EXCHANGES = {RPC, DEAD, *(f"{service}.events" for service in SERVICES)}
BUILT_IN = ("", "amq.topic", "amq.direct", "amq.fanout", "amq.headers", "amq.match", "amq.rabbitmq.trace")
REPLY = "0190a0d2-3c4f-7aaa-8bbb-1234567890ab"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with private_broker(tmp_path_factory.mktemp("guarded"), guarded=True) as node:
        yield node


@pytest.fixture(params=PARTS)
def part(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def user(guarded: Node, part: str) -> Iterator[Connection]:
    with Connection(guarded.uri_as(part)) as connection:
        yield connection


def named_in(pattern: str) -> set[str]:
    """Every name that these programs use."""
    nodes = [node for path in ROOT.glob(pattern) for node in ast.walk(ast.parse(path.read_text()))]
    plain = {node.id for node in nodes if isinstance(node, ast.Name)}
    return plain | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def methods() -> dict[str, str]:
    """Every method there is, by the name of its message: `intake.submit_application`."""
    own = [(s, cls) for s in SERVICES for kind in (Command, Query) for cls in messages_of(s, kind)]
    shared = [(s, cls) for s in SERVICES for cls in topology.ASKED_OF_ALL]
    return {f"{service}.{method(cls)}": cls.__name__ for service, cls in [*own, *shared]}


def may_call(part: str) -> set[str]:
    if part not in ("gateway", "operator"):
        return set()
    named = named_in("gateway/**/*.py") if part == "gateway" else named_in("deploy/commands/parked.py")
    clock = {f"{service}.move_clock" for service in SERVICES} - ({"intake.move_clock"} if part == "gateway" else set())
    return {key for key, name in methods().items() if name in named} - clock


def may_read(part: str) -> set[str]:
    if part not in SERVICES:
        return set()
    heard = {f"evt-{source}--{part}" for source in topology.HEARS[part]}
    return {f"rpc-{part}", f"ask-{part}", f"dead-{part}", *heard}


def allowed(connection: Connection, attempt: str, *words: object, **options: object) -> bool:
    """Whether the broker lets this user do it. A refusal closes the channel."""
    channel = connection.default_channel
    try:
        getattr(channel, attempt)(*words, **options)
        channel.basic_qos(0, 0, False)  # the broker answers this, and does so after it has looked at what came before
    except amqp.AccessRefused:
        connection._default_channel = None
        return False
    return True


def published(connection: Connection, exchange: str, key: str, **properties: str) -> bool:
    """Whether the broker takes a message."""
    return allowed(connection, "basic_publish", amqp.Message(b"{}", **properties), exchange, key)


def test_what_is_tried_here_is_all_there_is() -> None:
    assert {exchange.name for exchange in queues.exchanges()} == EXCHANGES
    assert set(broker_rights.PARTS) == set(PARTS)


def test_a_user_calls_exactly_the_methods_that_its_program_names(part: str, user: Connection) -> None:
    assert {key for key in methods() if published(user, RPC, key)} == may_call(part)
    assert not any(published(user, RPC, key) for key in ("intake", "intake.*", "intake.nothing", "other.sign_in", "#"))


def test_only_who_answers_calls_replies(part: str, user: Connection) -> None:
    assert published(user, RPC, REPLY) == (part in SERVICES)


def test_a_user_publishes_events_of_its_own_service_only(part: str, user: Connection) -> None:
    for exchange in sorted(EXCHANGES - {RPC}) + list(BUILT_IN):
        for key in ("ApplicationSubmitted", "CommandRefused", "intake", f"rpc-{part}", f"evt-intake--{part}", REPLY):
            own = exchange == f"{part}.events" and key.isalpha()
            assert published(user, exchange, key) == own, (exchange, key)


def test_nobody_publishes_in_the_name_of_another(part: str, user: Connection) -> None:
    exchange, key = (f"{part}.events", "CommandRefused") if part in SERVICES else (RPC, "intake.list_parked")
    assert published(user, exchange, key, user_id=part)
    for other in {*PARTS, "haven", "guest"} - {part}:
        with pytest.raises(amqp.PreconditionFailed):
            user.channel().basic_publish_confirm(amqp.Message(b"{}", user_id=other), exchange, key)


def test_a_user_reads_its_own_queues_only(part: str, user: Connection) -> None:
    every = {place.name for place in queues.everything()}
    for attempt in ("queue_purge", "basic_get", "basic_consume"):
        assert {name for name in sorted(every) if allowed(user, attempt, name)} == may_read(part), attempt


def test_nobody_but_who_deploys_declares_deletes_or_binds(part: str, user: Connection) -> None:
    for place in queues.everything():
        assert not allowed(user, "queue_delete", place.name)
        assert not allowed(user, "queue_unbind", place.name, place.exchange.name, "#")
        for exchange in (place.exchange.name, f"{part}.events" if part in SERVICES else RPC):
            assert not allowed(user, "queue_bind", place.name, exchange, "#")
    for name in ("mine", "", f"rpc-{part}-2", "rpc.reply-gateway-mine", f"rpc.reply-other-{REPLY}"):
        assert not allowed(user, "queue_declare", name)
    for exchange in [*sorted(EXCHANGES), "mine"]:
        assert not allowed(user, "exchange_declare", exchange, "fanout")
        assert not allowed(user, "exchange_delete", exchange)
        assert not allowed(user, "exchange_bind", exchange, "intake.events", "#")


def test_a_queue_for_replies_hears_replies_and_nothing_else(part: str, user: Connection) -> None:
    queue, asks = f"rpc.reply-{part}-{uuid4()}", part in ("gateway", "operator")
    assert allowed(user, "queue_declare", queue, auto_delete=False, arguments={"x-expires": 60_000}) == asks
    if not asks:
        return
    assert allowed(user, "queue_bind", queue, RPC, REPLY)
    assert allowed(user, "basic_consume", queue, no_ack=True)
    for key in ("#", "*", "*.*", "intake.#", "intake.sign_in", f"{REPLY}.#"):
        assert not allowed(user, "queue_bind", queue, RPC, key), key
    for exchange in sorted(EXCHANGES - {RPC}) + list(BUILT_IN):
        for key in ("#", REPLY):
            assert not allowed(user, "queue_bind", queue, exchange, key), exchange


def test_a_reply_queue_of_the_gateway_is_not_the_operators(guarded: Node) -> None:
    queue = f"rpc.reply-gateway-{uuid4()}"
    with Connection(guarded.uri_as("gateway")) as gateway, Connection(guarded.uri_as("operator")) as operator:
        gateway.channel().queue_declare(queue, auto_delete=False)
        for attempt in ("basic_get", "queue_purge", "queue_delete"):
            assert not allowed(operator, attempt, queue)
        assert not allowed(operator, "queue_bind", queue, RPC, REPLY)


def test_nobody_signs_in_as_guest_or_with_the_password_of_another(guarded: Node) -> None:
    for user, password in (("guest", "guest"), ("intake", "intake"), ("haven", "haven"), ("gateway", "")):
        with pytest.raises(amqp.AccessRefused):
            Connection(f"pyamqp://{user}:{password}@127.0.0.1:{guarded.port}//").connect()


def test_passwords_are_made_for_each_user_and_kept_from_others(guarded: Node) -> None:
    assert len({Connection(guarded.uri_as(part)).password for part in PARTS} | {Connection(guarded.uri).password}) == 8
    for name in ("users.json", "node.json", "definitions.json", "rabbitmq.conf"):
        assert (guarded.folder / name).stat().st_mode & 0o077 == 0, name
    assert Connection(guarded.uri_as("intake")).password not in (guarded.folder / "definitions.json").read_text()


def test_the_clock_is_not_moved_in_production() -> None:
    key = f"intake.{method(MoveClock)}"
    for clock_moves in (True, False):
        calls = broker_rights.calls("gateway", clock_moves=clock_moves)["intake"]
        assert (key.partition(".")[2] in calls) == clock_moves


def test_a_broker_that_comes_back_empty_has_everything_before_anybody_may_connect(guarded: Node) -> None:
    with Connection(guarded.uri) as connection:
        for place in queues.everything():
            connection.channel().queue_delete(place.name)
    guarded.stop()
    guarded.start()
    with Connection(guarded.uri_as("audit")) as connection:
        assert broker.missing(connection, [place.name for place in queues.everything()]) == []


def test_equal_definitions_are_written_once(guarded: Node) -> None:
    uris = {part: guarded.uri_as(part) for part in PARTS}
    assert broker_definitions.of(uris, clock_moves=True) == broker_definitions.of(uris, clock_moves=True)


def test_what_the_broker_loses_is_declared_again(guarded: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topology_keeper, "EVERY_SECONDS", 0.1)
    stop, said = threading.Event(), list[str]()
    keeper = threading.Thread(target=topology_keeper.keep, args=(guarded.uri, stop, said.append))
    keeper.start()
    with Connection(guarded.uri) as connection:
        connection.default_channel.queue_delete("dead-audit")
        until(lambda: said, "it is seen")
        assert broker.missing(connection, ["dead-audit"]) == []
    stop.set()
    keeper.join()


def test_somebody_elses_broker_takes_in_what_the_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HAVEN_RUN", str(tmp_path / "run"))
    assert main(["broker", "definitions"]) == 0
    (tmp_path / "definitions.json").write_text(capsys.readouterr().out)
    with private_broker(tmp_path / "theirs") as node:
        assert main(["broker", "addresses", f"amqp://127.0.0.1:{node.port}//"]) == 0
        addresses = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
        assert set(addresses) == {f"HAVEN_AMQP_URI_{part.upper()}" for part in PARTS}
        node.control("import_definitions", str(tmp_path / "definitions.json"))
        for part, uri in addresses.items():
            monkeypatch.setenv(part, uri)
            with Connection(uri) as connection:
                assert broker.missing(connection, [place.name for place in queues.everything()]) == []
        topology_keeper.declare(settings.read())  # looks only: nobody here may declare
        with Connection(node.uri) as connection:
            connection.default_channel.queue_delete("rpc-audit")
        with pytest.raises(CannotRun, match="haven broker definitions"):
            topology_keeper.declare(settings.read())


def test_two_parts_with_one_user_are_no_definitions(guarded: Node) -> None:
    with pytest.raises(CannotRun, match="same user"):
        broker_definitions.of({"intake": guarded.uri, "review": guarded.uri}, clock_moves=False)
