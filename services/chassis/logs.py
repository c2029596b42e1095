"""JSON lines on standard error: time, service, level, event, and the correlation of the call. Ids only: never a name,
an address, an answer to a question or the text of an exception."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

correlation: ContextVar[str] = ContextVar("correlation", default="")
PLAIN = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One record, one line of JSON; what is passed as `extra` becomes fields."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "service": self.service,
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
        }
        if correlation.get():
            line["correlation"] = correlation.get()
        line |= {key: str(value) for key, value in record.__dict__.items() if key not in PLAIN}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            frame = record.exc_info[2]
            while frame is not None and frame.tb_next is not None:
                frame = frame.tb_next
            if frame is not None:
                line["at"] = f"{frame.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{frame.tb_lineno}"
        return json.dumps(line, ensure_ascii=False)


def set_up(service: str) -> None:
    """Send this process's log to standard error; libraries speak from warning up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in ("nameko", "kombu", "amqp", "alembic", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # nameko logs the text and traceback of every exception that a worker raises: it may hold what a person wrote.
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)
