"""Logs are one JSON object a line, the same for everybody who logs, and hold nobody's address."""

import io
import logging

import pytest
import structlog

from hejie.observing import QUIET, log_to, logger_of

from .logs import Logs


def test_a_line_says_what_happened_when_where_and_about_what(logs: Logs) -> None:
    logger_of("hejie.worker").warning("effect_failed", case="b3-x", attempts=3, words="撤诉")
    (line,) = logs.lines()
    assert list(line)[:4] == ["timestamp", "level", "event", "logger"]
    assert line["timestamp"].endswith("Z")
    assert (line["level"], line["event"], line["logger"]) == ("warning", "effect_failed", "hejie.worker")
    assert (line["case"], line["attempts"]) == ("b3-x", 3)
    assert "撤诉" in logs.text()


def test_what_is_bound_to_a_context_stands_in_every_line_of_it(logs: Logs) -> None:
    with structlog.contextvars.bound_contextvars(request="r1", case="b3-x"):
        logger_of("hejie.http").info("one")
        logging.getLogger("asyncpg").warning("two")
    logger_of("hejie.http").info("three")
    assert [(line["event"], line.get("request")) for line in logs.lines()] == [
        ("one", "r1"), ("two", "r1"), ("three", None)
    ]  # fmt: skip


def test_libraries_come_out_the_same_way(logs: Logs) -> None:
    logging.getLogger("uvicorn.error").info("listening on %s", 8000)
    (line,) = logs.lines()
    assert (line["event"], line["logger"], line["level"]) == ("listening on 8000", "uvicorn.error", "info")


def test_an_error_comes_with_its_trace_and_without_the_values_of_variables(logs: Logs) -> None:
    try:
        address = "li@buyers.example"
        raise ValueError(len(address))
    except ValueError:
        logger_of("hejie.worker").exception("loop_failed")
    (line,) = logs.lines()
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("ValueError: 17")
    assert len(logs.text().splitlines()) == 1


@pytest.mark.parametrize("name", ["uvicorn.access", "httpx", "apprise"])
def test_libraries_that_would_name_addresses_are_silent(logs: Logs, name: str) -> None:
    """Those of people, and URLs with whatever stands in them."""
    assert name in QUIET
    logging.getLogger(name).info("127.0.0.1 GET /cases?buyer=li")
    assert logs.text() == ""


def test_for_a_person_at_a_terminal_lines_are_for_reading() -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:]
    try:
        log_to(stream, human=True)
        logger_of("hejie.worker").info("swept", moved=3)
    finally:
        root.handlers[:] = before
        structlog.reset_defaults()
    said = stream.getvalue()
    assert "swept" in said
    assert "moved" in said
    assert not said.startswith("{")


def test_set_up_twice_it_says_everything_once(logs: Logs) -> None:
    log_to(logs.stream, human=False)
    logger_of("hejie").info("once")
    assert len(logs.lines()) == 1


def test_what_is_below_the_level_is_not_said(logs: Logs) -> None:
    log_to(logs.stream, level=logging.WARNING, human=False)
    logger_of("hejie").info("quiet")
    logging.getLogger("uvicorn").info("quiet")
    assert logs.text() == ""
