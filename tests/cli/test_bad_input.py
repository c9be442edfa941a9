"""What goes wrong at the keyboard is said in one line, with what is accepted."""

from pathlib import Path

import pytest

from .conftest import Run

NO_CASE = "b3-0q9qtg0ecwg3xbjgke81k06dn7"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("outlook", "nonsense"), "is no case id; one reads b3-"),
        (("show", "zz-01kaq8y0rzf5x9m2v7c4t6w8ne"), "is no case id"),
        (("outlook", NO_CASE, "--at", "yesterday"), "is no instant; one reads"),
        (("outlook", NO_CASE, "--at", "2026-03-01T10:00"), "needs an offset"),
        (("outlook", NO_CASE, "--as", "king"), "'king' is not one of"),
        (("import", "orders", "no-such-file.csv"), "does not exist"),
        (("fly",), "No such command 'fly'"),
    ],
)
def test_a_slip_of_the_hand_is_told_in_one_line(hejie: Run, arguments: tuple[str, ...], said: str) -> None:
    told = hejie(*arguments)
    assert told.returncode != 0
    assert said in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"HEJIE_LANG": "fr"}, "accepted are zh and en"),
        ({"DATABASE_URL": "mysql://here"}, "must begin with postgresql://"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "database does not answer"),
    ],
)
def test_a_wrong_setting_is_named(hejie: Run, environment: dict[str, str], said: str) -> None:
    told = hejie("packs", **environment)
    assert told.returncode != 0
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_bad_rows_are_told_by_line_and_nothing_else_is_lost(hejie: Run, tmp_path: Path) -> None:
    head = "venue,order_ref,buyer,currency,placed_at,line_ref,merchant,price\n"
    rows = [
        "demo,B1,bo,CNY,2026-03-01T10:00:00+08:00,1,shop,12.00",
        "demo,B2,bo,CNY,2026-03-01T10:00:00+08:00,1,shop,-3.00",
        "demo,B3,bo,XYZ,2026-03-01T10:00:00+08:00,1,shop,3.00",
        "demo,B4,bo,CNY,2026-03-01T10:00:00,1,shop,3.00",
        "demo,B5,bo,CNY,2026-03-01T10:00:00+08:00,1,shop,7.50",
    ]
    file = tmp_path / "orders.csv"
    file.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    told = hejie("import", "orders", str(file))
    assert told.returncode == 1
    assert "2 orders: 2 new, 0 changed, 0 as before; 3 rows with faults" in told.stdout
    for line in (3, 4, 5):
        assert f"orders.csv:{line} " in told.stderr
    again = hejie("import", "orders", str(file))
    assert "2 orders: 0 new, 0 changed, 2 as before" in again.stdout


def test_complaints_in_bulk_are_filed_once_and_each_fault_is_told(hejie: Run, tmp_path: Path) -> None:
    orders = tmp_path / "orders.jsonl"
    orders.write_text(
        '{"venue":"demo","ref":"J1","buyer":"bo","currency":"CNY","placed_at":"2026-11-01T10:00:00+08:00",'
        '"lines":[{"ref":"1","merchant":"shop","price":"50.00"}]}\n',
        encoding="utf-8",
    )
    assert hejie("import", "orders", str(orders)).returncode == 0
    good = (
        '{"key":"k1","venue":"demo","buyer":"bo","order":"J1","kind":"false_ad",'
        '"demands":[{"line":"1","remedy":"return_and_refund","amount_minor":5000}],"text":"与描述不符"}'
    )
    bad = [
        good.replace("k1", "k2").replace('"bo"', '"mallory"'),
        good.replace("k1", "k3").replace("5000", "5001"),
        good.replace("k1", "k4").replace("5000", "-1"),
        good.replace("k1", "k5").replace("false_ad", "flase_ad"),
        good.replace("k1", "k6").replace('"text"', '"filed_at":"2026-11-02T10:00:00+08:00","text"'),
        '{"key":"k7"',
    ]
    file = tmp_path / "complaints.jsonl"
    file.write_text("\n".join([good, *bad]) + "\n", encoding="utf-8")
    told = hejie("import", "complaints", str(file))
    assert "1 filed, 0 filed before, 6 not taken" in told.stdout
    for said in (
        "k2: no order J1 of yours",
        "k3: the amount 5001 is outside 1 to 5000",
        "complaints.jsonl:4: ",
        "k5: there is no kind of complaint flase_ad",
        "k6: the rules of demo take no filed_at",
        "complaints.jsonl:7: ",
    ):
        assert said in told.stderr
    assert "0 filed, 1 filed before, 6 not taken" in hejie("import", "complaints", str(file)).stdout
