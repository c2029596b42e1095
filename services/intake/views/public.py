"""What the public is told, as the operator of this installation words it."""

import os

from services.contracts.intake.catalogue import OPT_OUT_ADDRESS


def opt_out_address() -> str:
    """Where patients opt out of research and planning (S3-15)."""
    return os.environ.get("HAVEN_OPT_OUT_ADDRESS") or OPT_OUT_ADDRESS
