"""A broker of several nodes, of which one is down: whoever begins with that one goes on with the next."""

import re
from uuid import uuid4

from deploy.ports import free_ports
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, until


def test_a_service_whose_first_node_is_down_works_by_the_next_and_says_no_password(small: Parts) -> None:
    whole = small.uri
    small.uri = re.sub(r":\d+//", f":{free_ports(1)[0]}//", whole) + f";{whole}"
    small.start("intake")
    small.start("review")
    small.uri, subject = whole, uuid4()
    small.ask("intake", Count(subject_id=subject))
    until(lambda: small.ask("review", ReadCount(subject_id=subject))["answer"]["count"] == 1, "the event is heard")
    for service in ("intake", "review"):
        log = small.log(service)
        assert "cannot be reached" in log, "it tried the other first"
        assert whole.partition("@")[0].rpartition(":")[2] not in log
