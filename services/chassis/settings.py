"""The few settings of a service process, read once from the environment (`deploy/settings.py` writes it)."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where everything is. Paths are absolute; `mode` is demo, test or production."""

    run: Path
    mode: str
    amqp_uri: str
    workers: int

    def folder(self, name: str) -> Path:
        """The folder for `name` (documents, mail, keys, workspaces, logs …): HAVEN_<NAME>, or inside the run folder."""
        return Path(os.environ.get(f"HAVEN_{name.upper()}") or self.run / name)

    def database_url(self, service: str) -> str:
        """HAVEN_DATABASE_URL_<SERVICE>, else the prefix and the service's name, else SQLite in the run folder."""
        named = os.environ.get(f"HAVEN_DATABASE_URL_{service.upper()}")
        prefix = os.environ.get("HAVEN_DATABASE_URL_PREFIX")
        return named or (f"{prefix}{service}" if prefix else f"sqlite:///{self.run / 'data' / service}.sqlite")

    def health_port(self, service: str) -> int:
        """Where the service answers /health and /metrics, on the loopback."""
        usual = {"intake": 8101, "review": 8102, "agreements": 8103, "provisioning": 8104, "audit": 8105}
        return int(os.environ.get(f"HAVEN_HEALTH_PORT_{service.upper()}") or usual[service])

    def user(self, part: str) -> str:
        """How a part signs in at the broker: HAVEN_AMQP_USER_<PART>, else HAVEN_AMQP_USER, where all parts sign in as
        one (in small tests), else the part's own name."""
        named = os.environ.get(f"HAVEN_AMQP_USER_{part.upper()}")
        return named or os.environ.get("HAVEN_AMQP_USER") or part

    @property
    def callers(self) -> frozenset[str]:
        """Whose calls are answered: the gateway's and an operator's."""
        return frozenset({self.user("gateway"), self.user("operator")})

    @property
    def clock_file(self) -> Path:
        """Holds the seconds by which the demo clock is ahead."""
        return Path(os.environ.get("HAVEN_CLOCK_FILE") or self.run / "clock")

    @property
    def clock_moves(self) -> bool:
        """The clock can be moved in demo and test runs, and only there."""
        return self.mode in ("demo", "test")


@cache
def get() -> Settings:
    """This process's settings."""
    return Settings(
        run=Path(os.environ.get("HAVEN_RUN") or ".haven").absolute(),
        mode=os.environ.get("HAVEN_MODE", "production"),
        amqp_uri=os.environ.get("HAVEN_AMQP_URI", "pyamqp://127.0.0.1:5672//"),
        workers=int(os.environ.get("HAVEN_WORKERS", "10")),
    )
