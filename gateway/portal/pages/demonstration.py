"""Demo and test mode only: the cast, and the clock."""

from services.contracts import operations

from ...api.route import PUBLIC
from .. import demo
from ..row import Field, Form, Own

A_DAY = 24 * 3600

PAGES = (
    Own(path="/demo/sign-in", method="POST", who=PUBLIC, title="Sign in as somebody", view=demo.sign_in, demo=True),
    Form(
        path="/demo/clock",
        who=PUBLIC,
        command=operations.MoveClock,
        part="intake",
        title="Move the clock",
        intro=("This moves the clock of the whole demonstration, for everybody in it. It cannot be moved back.",),
        fields=(
            Field("forward_seconds", "How far forward?", choices=(
                (str(A_DAY), "One day"), (str(7 * A_DAY), "One week"), (str(30 * A_DAY), "30 days"),
                (str(90 * A_DAY), "90 days"), (str(365 * A_DAY), "One year"),
            )),
        ),
        submit="Move the clock",
        then="/demo/clock",
        done="The clock has been moved. What falls due in that time happens within a minute.",
        demo=True,
    ),
)  # fmt: skip
