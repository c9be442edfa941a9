"""What a worker counts, for Prometheus. Names and labels are an interface: alerts hold on to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

from hejie.casework.backlog import Backlog
from hejie.casework.housekeeping import Tidied


class Metrics:
    """The numbers of one worker. Counters are its own; lags and dead letters are those of the whole house."""

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()

        def counter(name: str, about: str, *labels: str) -> Counter:
            return Counter(name, about, labels, registry=own)

        def gauge(name: str, about: str, *labels: str) -> Gauge:
            return Gauge(name, about, labels, registry=own)

        self.swept = counter("hejie_swept", "Cases in which clocks took effect")
        self.relayed = counter("hejie_effects_taken", "Consequences taken from the outbox")
        self.effects_failed = counter(
            "hejie_effects_failed", "Consequences that could not be delivered", "given_up"
        )
        self.deliveries = counter(
            "hejie_deliveries", "What became of e-mail and webhooks", "channel", "outcome"
        )
        self.tidied = counter("hejie_tidied", "What housekeeping took away", "what")
        self.failures = counter("hejie_worker_failures", "Rounds of a loop that failed", "loop", "cause")
        self.round_at = gauge("hejie_worker_round_timestamp_seconds", "When a loop last did its work", "loop")
        self.lag = gauge("hejie_lag_seconds", "How long the first in a queue has been overdue", "queue")
        self.dead = gauge("hejie_dead_letters", "What was given up and waits for a person", "queue")

    def show_backlog(self, backlog: Backlog, now: datetime) -> None:
        """Take over how much waits."""
        oldest = {
            "clocks": backlog.clock_at, "effects": backlog.effect_at, "deliveries": backlog.delivery_at
        }  # fmt: skip
        for queue, at in oldest.items():
            self.lag.labels(queue).set(0 if at is None else (now - at).total_seconds())
        self.dead.labels("effects").set(backlog.dead_effects)
        self.dead.labels("deliveries").set(backlog.dead_deliveries)

    def count_tidied(self, tidied: Tidied) -> None:
        """Count what was taken away."""
        self.tidied.labels("credentials").inc(tidied.credentials)
        self.tidied.labels("uploads").inc(tidied.uploads)
        self.tidied.labels("receipts").inc(tidied.receipts)


@contextmanager
def served(metrics: Metrics, host: str, port: int) -> Iterator[int]:
    """Show the numbers at `http://host:port/metrics`; port 0: any free one, which is given back.

    Raises: OSError where the port is taken.
    """
    server, thread = start_http_server(port, host, metrics.registry)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
