"""A private PostgreSQL cluster for tests that need one."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from deploy.testing import private_postgres


@pytest.mark.postgres
def test_what_is_committed_survives_a_kill(tmp_path: Path) -> None:
    with private_postgres(tmp_path / "postgres") as cluster:
        engine = create_engine(cluster.create_database("haven_intake"))
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE letters AS SELECT 'kept' AS body"))
        engine.dispose()

        cluster.kill()
        tmp_path.chmod(0o700)  # as pytest does to its folders when another run of it begins
        cluster.start()

        with engine.begin() as connection:
            assert connection.execute(text("SELECT body FROM letters")).scalar_one() == "kept"
        engine.dispose()
