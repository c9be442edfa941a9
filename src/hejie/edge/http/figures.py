"""What this process tells of itself to Prometheus: how many requests, how long, how many under way."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_LABELS = ("method", "route", "status")


class Figures:
    """The figures of one app. Routes are named by their template, so that there are as many as routes."""

    def __init__(self) -> None:
        self._own = own = CollectorRegistry()
        self.requests = Counter("hejie_http_requests", "Requests answered", _LABELS, registry=own)
        self.seconds = Histogram(
            "hejie_http_request_seconds", "Time to answer", ("route",), buckets=_SECONDS, registry=own
        )
        self.under_way = Gauge("hejie_http_requests_under_way", "Requests under way", registry=own)

    def told(self) -> bytes:
        """All figures, in Prometheus' text form."""
        return generate_latest(self._own)
