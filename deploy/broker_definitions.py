"""The broker's definitions as RabbitMQ imports them: users, their rights, exchanges, queues and bindings.

A node of our own reads them at each start, before it takes connections, so that whatever it has lost is back before
anybody speaks. `haven broker definitions` prints them for a broker of somebody else's (rabbitmqctl import_definitions).
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from kombu import Connection

from deploy import broker_rights
from deploy.errors import CannotRun
from services.chassis import queues

VHOST = "/"


def of(uris: Mapping[str, str], *, clock_moves: bool) -> dict[str, Any]:
    """All of it. `uris`: for each part the address by which it reaches the broker, which has its user and password; and
    under no name that of whoever deploys, a user who may do everything, where there is none yet."""
    signs_in = {part: Connection(uri) for part, uri in uris.items()}
    users = {part: str(one.userid) for part, one in signs_in.items()}
    if len(set(users.values())) < len(users):
        raise CannotRun("Two parts sign in as the same user; give each its own in HAVEN_AMQP_URI_<PART>.")
    rights = {users[part]: broker_rights.of(part, users[part], clock_moves=clock_moves) for part in users}
    return {
        "vhosts": [{"name": VHOST}],
        "users": [
            _user(users[part], str(one.password), "" if part else "administrator") for part, one in signs_in.items()
        ],
        "permissions": [
            {"user": user, "vhost": VHOST, "configure": its.configure, "write": its.write, "read": its.read}
            for user, its in rights.items()
        ],
        "topic_permissions": [
            {"user": user, "vhost": VHOST, "exchange": exchange, "write": write, "read": read}
            for user, its in rights.items()
            for exchange, (write, read) in its.topics.items()
        ],
        **places(),
    }


def places() -> dict[str, Any]:
    """Exchanges, queues and bindings."""
    everything = queues.everything()
    kept = {"vhost": VHOST, "durable": True, "auto_delete": False}
    return {
        "exchanges": [
            {"name": one.name, "type": one.type, "internal": False, "arguments": {}, **kept}
            for one in queues.exchanges()
        ],
        "queues": [{"name": place.name, "arguments": place.arguments, **kept} for place in everything],
        "bindings": [
            {"source": place.exchange.name, "vhost": VHOST, "destination": place.name, "destination_type": "queue",
             "routing_key": key, "arguments": {}}
            for place in everything
            for key in place.keys
        ],
    }  # fmt: skip


def _user(name: str, password: str, tags: str) -> dict[str, Any]:
    """As RabbitMQ keeps it: four bytes, and SHA-256 over them and the password, which is long and random. The bytes are
    the same each time, so that equal definitions are equal."""
    salt = hashlib.sha256(f"{name} {password}".encode()).digest()[:4]
    digest = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
    algorithm = "rabbit_password_hashing_sha256"
    return {"name": name, "password_hash": digest, "hashing_algorithm": algorithm, "tags": tags, "limits": {}}
