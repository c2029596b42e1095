"""Why a service gave no answer. None of these says that a command was not carried out: unknown is not no."""


class Resting(Exception):
    """`part` did not answer. `retry_after` is in seconds; `code` is for programs."""

    code = "resting"
    retry_after = 5
    sentence = "is resting"

    def __init__(self, part: str) -> None:
        super().__init__(f"{part} {self.sentence}")
        self.part = part


class UnknownService(Resting):
    """No queue takes the message: the service has never been started on this broker."""

    code = "unknown-service"
    retry_after = 15
    sentence = "has not been started yet"


class NoAnswerInTime(Resting):
    """The deadline passed. A command may still be carried out; send it again with the same key to find out."""

    code = "no-answer-in-time"
    sentence = "did not answer in time"


class BrokerGone(Resting):
    """The message broker cannot be reached, or refuses messages for now (a memory or disk alarm)."""

    code = "broker-gone"
    sentence = "cannot be reached, because the message broker is away"


class Busy(Resting):
    """As many calls as we allow are already waiting for this service."""

    code = "busy"
    retry_after = 1
    sentence = "has too many calls waiting"


class Faulted(Resting):
    """The service answered with an unexpected failure; its log has it under the correlation id, the answer does not."""

    code = "service-fault"
    sentence = "failed unexpectedly"
