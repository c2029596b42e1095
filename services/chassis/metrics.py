"""What is counted and timed in a service process, for GET /metrics (Prometheus)."""

from prometheus_client import Counter, Gauge, Histogram

COMMANDS = Counter("haven_commands_total", "Commands answered, by name and outcome", ["name", "outcome"])
QUERIES = Counter("haven_queries_total", "Queries answered, by name and outcome", ["name", "outcome"])
SECONDS = Histogram("haven_call_seconds", "Time to answer a call, in seconds", ["name"])
EVENTS = Counter("haven_events_total", "Events accepted, by source", ["source"])
REPEATS = Counter("haven_repeats_total", "Messages that had been here before, by kind", ["kind"])
REACTIONS = Counter("haven_reactions_total", "Reactions, by handler and outcome", ["handler", "outcome"])
PUBLISHED = Counter("haven_published_total", "Events confirmed by the broker")
HELD = Counter("haven_held_total", "Events the broker gave back")
OUTBOX = Gauge("haven_outbox_waiting", "Events not published yet")
OUTBOX_AGE = Gauge("haven_outbox_oldest_seconds", "Age of the oldest event not published yet")
INBOX = Gauge("haven_inbox_waiting", "Events accepted and not acted on yet")
INBOX_AGE = Gauge("haven_inbox_oldest_seconds", "Age of the oldest event not acted on yet")
CALLERS = Counter("haven_callers_refused_total", "Messages whose sender could not be believed, by reason", ["reason"])
ALARMS = Gauge("haven_alarms", "What will stop this service when nobody looks: outbox, disk")
PARKED = Gauge("haven_parked", "Messages that wait for a person")
