"""Alembic's way in; the work is the chassis's."""

from services.chassis.migrations import run_env

run_env()
