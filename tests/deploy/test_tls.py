"""A whole Haven with TLS everywhere: to the gateway, to the broker from services and gateway, and to PostgreSQL. Who
does not show a certificate of the right authority, for the right name, is not spoken to; nor is who speaks plainly."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest
import requests

from deploy.ports import free_ports
from deploy.settings import HEALTH_PORTS
from deploy.testing import RunningSystem, private_broker, private_postgres, running_system
from gateway.bus.link import Link
from services.chassis import broker
from tests.deploy.authority import Authority

pytestmark = [pytest.mark.slow, pytest.mark.system, pytest.mark.postgres, pytest.mark.timeout(1200)]
PARTS = (*HEALTH_PORTS, "gateway", "operator")
BROKER = """
listeners.ssl.1 = 127.0.0.1:{port}
listeners.ssl.2 = 127.0.0.2:{port}
ssl_options.certfile = {certificate}
ssl_options.keyfile = {key}
ssl_options.cacertfile = {ca}
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2
"""


@dataclass
class Closed:
    haven: RunningSystem
    database: str
    right: Authority
    wrong: Authority


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Closed]:
    folder: Path = tmp_path_factory.mktemp("tls")
    right, wrong = Authority(folder / "right", "right"), Authority(folder / "wrong", "wrong")
    served, key = right.certificate("broker")
    port = free_ports(1)[0]
    more = BROKER.format(port=port, certificate=served, key=key, ca=right.file)
    certificate, private = right.certificate("gateway")
    chosen = {"HAVEN_TLS_CERT": str(certificate), "HAVEN_TLS_KEY": str(private), "HAVEN_TLS_CA": str(right.file),
              "HAVEN_AMQP_CA": str(right.file)}  # fmt: skip
    with (
        private_broker(folder / "broker", guarded=True, more=more) as node,
        private_postgres(folder / "postgres", right.certificate("postgres")) as cluster,
    ):
        secured = f"?sslmode=verify-full&sslrootcert={right.file}"
        for part in PARTS:
            secure = node.uri_as(part).replace("pyamqp:", "amqps:").replace(f":{node.port}", f":{port}")
            chosen[f"HAVEN_AMQP_URI_{part.upper()}"] = secure
        for service in HEALTH_PORTS:
            url = cluster.create_database(f"haven_{service}")
            chosen[f"HAVEN_DATABASE_URL_{service.upper()}"] = url + secured
        with running_system(folder, **chosen) as haven:
            yield Closed(haven, url, right, wrong)


def test_a_journey_begins_over_tls(closed: Closed) -> None:
    assert closed.haven.url.startswith("https://")
    answer = requests.get(f"{closed.haven.url}/api/v1/datasets", timeout=30, verify=str(closed.right.file))
    assert answer.status_code == 200
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    health = requests.get(f"{closed.haven.url}/health", timeout=30, verify=str(closed.right.file)).json()
    assert health["status"] == "ready", health


def test_the_gateway_is_believed_by_its_own_authority_only_and_speaks_nothing_plain(closed: Closed) -> None:
    for trusted in (str(closed.wrong.file), True):
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{closed.haven.url}/health/live", timeout=30, verify=trusted)
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(f"{closed.haven.url}/health/live".replace("https", "http"), timeout=30)


@pytest.mark.parametrize(
    ("version", "ciphers", "taken"),
    [
        (ssl.TLSVersion.TLSv1_3, "ALL", True),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256", True),
        (ssl.TLSVersion.TLSv1_2, "AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256", False),
        (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0", False),
        (ssl.TLSVersion.TLSv1, "ALL:@SECLEVEL=0", False),
    ],
)
def test_the_gateway_speaks_tls_of_today_with_good_ciphers_only(
    closed: Closed, version: ssl.TLSVersion, ciphers: str, taken: bool
) -> None:
    context = ssl.create_default_context(cafile=str(closed.right.file))
    context.set_ciphers(ciphers)
    context.maximum_version = version
    context.minimum_version = version
    address = urlsplit(closed.haven.url)

    def greets() -> bool:
        with socket.create_connection((address.hostname, address.port), timeout=30) as plain:
            try:
                with context.wrap_socket(plain, server_hostname=address.hostname):
                    return True
            except ssl.SSLError:
                return False

    assert greets() is taken


@pytest.mark.parametrize("whose", ["service", "gateway"])
def test_the_broker_is_believed_by_its_own_authority_and_under_its_own_name_only(
    closed: Closed, whose: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connects(uri: str) -> bool:
        if whose == "gateway":
            link = Link(uri)
            try:
                return link.wait_until_up(5)
            finally:
                link.stop()
        try:
            with broker.connect(uri) as connection:
                connection.connect()
            return True
        except (ssl.SSLError, OSError):
            return False

    monkeypatch.setenv("HAVEN_AMQP_CA", str(closed.right.file))
    uri = closed.haven.settings.amqp_uri("gateway" if whose == "gateway" else "intake")
    assert connects(uri)
    assert not connects(uri.replace("127.0.0.1", "127.0.0.2")), "the certificate is for another name"
    assert not connects(uri.replace("amqps:", "amqp:")), "plain"
    monkeypatch.setenv("HAVEN_AMQP_CA", str(closed.wrong.file))
    assert not connects(uri), "another authority"
    monkeypatch.delenv("HAVEN_AMQP_CA")
    assert not connects(uri), "the machine's authorities"


def test_postgresql_is_believed_by_its_own_authority_only_and_speaks_nothing_plain(closed: Closed) -> None:
    plain = closed.database.replace("+psycopg2", "")
    with psycopg2.connect(f"{plain}?sslmode=verify-full&sslrootcert={closed.right.file}") as connection:
        assert connection.info.ssl_in_use
    for refused in (f"?sslmode=verify-full&sslrootcert={closed.wrong.file}", "?sslmode=disable"):
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(plain + refused)


def test_certificate_and_key_go_together() -> None:
    from deploy import settings
    from deploy.errors import CannotRun

    with pytest.raises(CannotRun):
        settings.read({"HAVEN_TLS_CERT": f"{uuid4()}.pem"})
