"""Logs: one JSON object a line on standard error, or lines for a person where that is a terminal.

Every line has an `event` in words that do not change, and what it is about as values beside it: ids, codes,
counts, durations. Nobody's name, address or words: what a person did stands in the case's history, not here.
What is bound with `structlog.contextvars` (a request's id, a case's) stands in every line of that context.
Libraries that log through `logging` come out the same way.
"""

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

QUIET = {
    "apprise": logging.CRITICAL,  # names addresses
    "asyncio": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,  # names URLs, which may hold secrets
    "uvicorn.access": logging.CRITICAL,  # names the addresses of people, and whatever stands in a URL
}
"""From which level on libraries are heard that would say too much."""

Logger = structlog.stdlib.BoundLogger


def log_to(stream: TextIO | None = None, *, level: int = logging.INFO, human: bool | None = None) -> None:
    """Set logs up for the whole process; a second call replaces the first.

    `stream` None: standard error. `human` None: as a person reads it where the stream is a terminal.
    """
    stream = stream or sys.stderr
    human = stream.isatty() if human is None else human
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(human)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, level))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def logger_of(name: str) -> Logger:
    """The logger of a part of the program, e.g. `hejie.worker`."""
    logger: Logger = structlog.stdlib.get_logger(name)
    return logger


def _rendering(human: bool) -> list[Processor]:
    if human:
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    return [structlog.processors.format_exc_info, _event_first, as_json]


def _event_first(_logger: WrappedLogger, _name: str, said: EventDict) -> EventDict:
    """What happened, when and how grave, before the rest."""
    first = {key: said[key] for key in ("timestamp", "level", "event", "logger") if key in said}
    return first | {key: value for key, value in said.items() if key not in first}
