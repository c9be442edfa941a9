"""A case lived by hand: one command after the other, by different people, with slips."""

import json
import re

import pytest

from .conftest import Run

ORDER = {
    "venue": "demo",
    "ref": "H1",
    "buyer": "bo",
    "currency": "CNY",
    "placed_at": "2026-11-01T10:00:00+08:00",
    "lines": [{"ref": "1", "merchant": "shop", "price": "50.00"}],
}
FILE = {
    "type": "file",
    "order": "H1",
    "kind": "false_ad",
    "demands": [{"line": "1", "remedy": "return_and_refund", "amount_minor": 5000}],
}
BO, SHOP = ("--as", "consumer", "--by", "bo"), ("--as", "merchant", "--by", "shop")


@pytest.fixture(scope="module")
def case(hejie: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    orders = tmp_path_factory.mktemp("orders") / "orders.jsonl"
    orders.write_text(json.dumps(ORDER) + "\n", encoding="utf-8")
    assert hejie("import", "orders", str(orders)).returncode == 0
    told = hejie("do", json.dumps(FILE), "--venue", "demo", *BO, "--key", "first")
    found = re.match(r"(\S+) version 3: case_opened, complaint_filed, stage_entered", told.stdout)
    assert found, told.stdout + told.stderr
    again = hejie("do", json.dumps(FILE), "--venue", "demo", *BO, "--key", "first")
    assert again.stdout == told.stdout
    return found[1]


def test_the_same_key_with_another_body_is_refused(hejie: Run, case: str) -> None:
    other = FILE | {"escalate_if_refused": True}
    told = hejie("do", json.dumps(other), "--venue", "demo", *BO, "--key", "first")
    assert told.returncode == 1
    assert "the key first was used before for another request" in told.stderr
    assert "version" not in told.stdout


@pytest.mark.parametrize(
    ("command", "who", "said"),
    [
        ('{"type":"fly"}', BO, "there is no command 'fly'"),
        ('{"type":"contst"}', SHOP, "did you mean contest?"),
        ('{"type":"lapse","clock":"k0"}', BO, "there is no command 'lapse'"),
        ('{"type":"say"}', BO, "missing required field `text`; its fields are text"),
        ('{"type":"say","text":"x","colour":"red"}', BO, "unknown field `colour`"),
        ("not json", BO, "this is not JSON"),
        ('{"type":"contest"}', BO, "role_may_not"),
        ('{"type":"contest"}', ("--as", "merchant", "--by", "another"), "not_a_party"),
        ('{"type":"contest"}', SHOP, "required_items_missing"),
        ('{"type":"rule","findings":[],"rules":["false_ad"],"text":"x"}', ("--as", "arbiter", "--by", "zhao"),
         "stage_does_not_allow: not at this stage of the case (awaiting the merchant's answer)"),
        ('{"type":"offer","terms":[{"claim":"c1","act":"pay","amount_minor":99999999999999,'
         '"due_at":"2027-01-01T00:00:00Z"}]}', SHOP, "Expected `int` <= 1000000000000"),
        ('{"type":"offer","terms":[{"claim":"c1","act":"pay","amount_minor":-1,'
         '"due_at":"2027-01-01T00:00:00Z"}]}', SHOP, "Expected `int` >= 0"),
        ('{"type":"offer","terms":[{"claim":"c1","act":"pay","amount_minor":100,'
         '"due_at":"2020-01-01T00:00:00Z"}]}', SHOP, "term_in_the_past"),
        ('{"type":"offer","terms":[{"claim":"c1","act":"pay","amount_minor":100,'
         '"due_at":"2027-01-01T00:00:00"}]}', SHOP, "timezone"),
    ],
)  # fmt: skip
def test_a_wrong_command_is_told(
    hejie: Run, case: str, command: str, who: tuple[str, ...], said: str
) -> None:
    told = hejie("do", command, "--case", case, *who)
    assert told.returncode == 1
    assert said in told.stderr.replace("\n", " ")


def test_none_of_the_wrong_commands_has_changed_anything(hejie: Run, case: str) -> None:
    assert "3 events, 0 faults" in hejie("verify", case).stdout


def test_a_version_that_has_moved_on_is_refused(hejie: Run, case: str) -> None:
    told = hejie("do", '{"type":"refuse"}', "--case", case, *SHOP, "--expect", "2")
    assert "decided on version 2, the case is at 3" in told.stderr


def test_what_is_possible_is_listed_with_the_reasons_of_the_rest(hejie: Run, case: str) -> None:
    told = hejie("possible", case, "--as", "merchant", HEJIE_LANG="zh").stdout
    assert re.search(r"✓ +accept_claims +同意诉求", told)
    assert re.search(r"– +contest +申诉 +申诉须先按清单举证", told)
