"""Each service's role on PostgreSQL owns its own database and is refused at every other."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import make_url

from deploy.cli import main
from deploy.postgres import Cluster
from deploy.settings import HEALTH_PORTS
from deploy.testing import private_postgres

pytestmark = pytest.mark.postgres
SERVICES = tuple(HEALTH_PORTS)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with private_postgres(tmp_path_factory.mktemp("roles")) as made:
        yield made


@pytest.fixture(scope="module")
def urls(cluster: Cluster) -> dict[str, str]:
    return {service: cluster.create_database(f"haven_{service}") for service in SERVICES}


def connect(url: str, database: str = "") -> "psycopg2.extensions.connection":
    to = make_url(url)
    return psycopg2.connect(
        host=to.host, port=to.port, user=to.username, password=to.password, dbname=database or to.database,
        connect_timeout=10,
    )  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
def test_a_role_owns_its_database_and_enters_no_other(service: str, urls: dict[str, str]) -> None:
    connection = connect(urls[service])
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (id int)")
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles "
                       "WHERE rolname = current_user")  # fmt: skip
        assert not any(cursor.fetchone() or ["nobody"])
    connection.close()
    for database in [f"haven_{other}" for other in SERVICES if other != service] + ["postgres", "template1"]:
        with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
            connect(urls[service], database)


@pytest.mark.parametrize("statement", [
    "CREATE DATABASE another", "CREATE ROLE another LOGIN", "SET ROLE haven", "ALTER ROLE haven_audit PASSWORD 'mine'",
    "COPY (SELECT 1) TO PROGRAM 'cat'", "SELECT pg_read_file('PG_VERSION')",
    "GRANT CONNECT ON DATABASE haven_audit TO haven_intake", "DROP DATABASE haven_audit",
])  # fmt: skip
def test_a_role_gives_itself_no_rights(statement: str, urls: dict[str, str]) -> None:
    connection = connect(urls["intake"])
    connection.autocommit = True
    with connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(statement)
    connection.close()


def test_the_sql_for_a_real_server_makes_roles_that_its_addresses_sign_in_as(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HAVEN_RUN", str(tmp_path / "run"))
    assert main(["database", "roles"]) == 0
    sql = capsys.readouterr().out
    assert main(["database", "addresses", f"127.0.0.1:{cluster.port}"]) == 0
    addresses = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    assert set(addresses) == {f"HAVEN_DATABASE_URL_{service.upper()}" for service in SERVICES}
    administrator = connect(cluster.url())
    administrator.autocommit = True
    with administrator.cursor() as cursor:
        for statement in sql.replace("haven_", "real_").splitlines():
            cursor.execute(statement)
    administrator.close()
    for url in addresses.values():
        assert str(make_url(url).password) not in sql
        connect(url.replace("haven_", "real_")).close()
    assert re.fullmatch(r"0o600", oct((tmp_path / "run" / "database-roles.json").stat().st_mode & 0o777))
