"""What an operator does by hand: people, tokens, queues made anew, letters, and the doctor."""

import json
import re
from pathlib import Path

from .conftest import Run


def test_somebody_is_let_in_and_out(hejie: Run) -> None:
    """An account is made with a password from standard input; removed, it is told how many sessions ended."""
    added = hejie("people", "add", "Chen", "--hat", "officer", "--name", "陈静", typed="a long password\n")
    assert added.returncode == 0, added.stderr
    assert "chen may come in as officer" in added.stdout
    removed = hejie("people", "remove", "CHEN")
    assert "chen is out; 0 sessions ended" in removed.stdout
    assert "no account nobody" in hejie("people", "remove", "nobody").stderr


def test_a_consumer_needs_a_venue_and_an_id(hejie: Run) -> None:
    """Who is a party of a venue is known there by an id: without both nothing is made, and it is said."""
    refused = hejie("people", "add", "lin", "--hat", "consumer", typed="a long password\n")
    assert refused.returncode == 1
    assert "--venue" in refused.stderr
    hats = ("--hat", "consumer", "--hat", "merchant")
    assert hejie("people", "add", "lin", *hats, "--id", "l", "--venue", "demo", typed="x\n").returncode == 1


def test_a_short_password_is_refused(hejie: Run) -> None:
    """The message says how long one has to be."""
    refused = hejie("people", "add", "short", "--hat", "officer", typed="123\n")
    assert refused.returncode == 1
    assert "at least 10 characters" in refused.stderr


def test_a_token_is_shown_once_and_taken_back(hejie: Run) -> None:
    """The token alone goes to standard output, so that it can be piped; the list shows none."""
    added = hejie("tokens", "add", "demo", "shop", "--scope", "orders:write", "--scope", "cases:act")
    assert re.fullmatch(r"hj_[\w-]{43}\n", added.stdout)
    listed = hejie("tokens", "list", "demo", "shop").stdout
    assert "orders:write, cases:act" in listed
    assert added.stdout.strip() not in listed
    assert "1 taken back" in hejie("tokens", "revoke", "demo", "shop").stdout
    assert "0 taken back" in hejie("tokens", "revoke", "demo", "shop").stdout


def test_the_doctor_says_what_is_well(hejie: Run) -> None:
    """One line each; where nothing is bad it ends with 0."""
    for language, said in (("en", "rules in force: "), ("zh", "现行规则:")):
        told = hejie("doctor", HEJIE_LANG=language)
        assert told.returncode == 0, told.stdout
        assert said in told.stdout


def test_the_doctor_says_what_is_bad(hejie: Run) -> None:
    """A database that cannot be reached is told in a line, and the exit code says so."""
    told = hejie("doctor", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert told.returncode == 1
    assert "the database cannot be used" in told.stdout


def test_queues_are_made_anew(hejie: Run, tmp_path: Path) -> None:
    """Every case has its row again, however often it is done."""
    orders = tmp_path / "orders.jsonl"
    order = {
        "venue": "demo", "ref": "R1", "buyer": "mei", "currency": "CNY",
        "placed_at": "2026-11-01T10:00:00+08:00", "delivered_at": "2026-11-03T10:00:00+08:00",
        "lines": [{"ref": "1", "merchant": "lamp", "price": "50.00"}],
    }  # fmt: skip
    orders.write_text(json.dumps(order))
    assert hejie("import", "orders", str(orders)).returncode == 0
    begin = {
        "type": "open_talk", "order": "R1", "kind": "false_ad",
        "demands": [{"line": "1", "remedy": "return_and_refund", "amount_minor": 5000}],
    }  # fmt: skip
    whose = ("--venue", "demo", "--as", "consumer", "--by", "mei", "--key", "first")
    begun = hejie("do", json.dumps(begin), *whose)
    assert begun.returncode == 0, begun.stderr
    for _ in range(2):
        assert "1 case listed anew" in hejie("reindex").stdout


def test_there_are_no_letters_to_send_again(hejie: Run) -> None:
    """Without dead letters the list is empty, and sending again does nothing."""
    assert "0 will be sent again" in hejie("letters", "--again").stdout
