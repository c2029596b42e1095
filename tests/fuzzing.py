"""schemathesis, one address at a time: what is tried at an address is thought up when its test runs.

Its own decorator (`schema.parametrize()`) thinks up all cases of all addresses when a file is collected. Every worker
of a run collects every file: 18 s of processor each, before the first test.
"""

from collections.abc import Callable
from functools import cache

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test  # what its decorator calls; it has no public name
from schemathesis.python._constants.orchestrator import make_constants_value_source

from gateway.api import openapi

# How it tries: the same each time, and however long one case takes. How many examples, each file says.
TRYING = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@cache
def described() -> schemathesis.BaseSchema:
    """The API as its own description has it."""
    return schemathesis.openapi.from_dict(openapi.description())


ADDRESSES = [
    f"{method.upper()} {path}"
    for path, item in openapi.description()["paths"].items()
    for method in item
    if method != "parameters"
]


def try_address(address: str, attempt: Callable[[schemathesis.Case], None]) -> None:
    """Call `attempt`, which has hypothesis's settings, with all that schemathesis thinks of for one of ADDRESSES: the
    edges of each field and what its schema forbids, then examples drawn from it."""
    schema = described()
    operation = schema.find_operation_by_label(address)
    assert operation is not None, f"{address} is not described"
    feedback = FeedbackSources(constants_value_source=make_constants_value_source(schema))
    build_operation_test(
        config=schema.config, operation=operation, test_func=attempt, given_kwargs={}, feedback=feedback
    )()
