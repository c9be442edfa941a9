"""What a merchant's own stream counts, in whatever order it is told."""

from datetime import datetime, timedelta, timezone

from hejie.domain.merchant import (
    AddPoints,
    CountFiling,
    FilingCounted,
    Merchant,
    decide_merchant,
    evolve_merchant,
)

START = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))
WINDOW_SECONDS, SUSPICIOUS = 24 * 3600, 3


def filing(case: str, hours: float, kind: str = "late_ship") -> CountFiling:
    return CountFiling(kind, case, START + timedelta(hours=hours), WINDOW_SECONDS, SUSPICIOUS)


def told(*commands: CountFiling) -> tuple[Merchant, list[tuple[str, ...]]]:
    """The merchant after some filings, and whom each made suspicious."""
    state, suspicious = Merchant(), []
    for command in commands:
        (event,) = decide_merchant(state, command)
        assert isinstance(event, FilingCounted)
        suspicious.append(event.suspicious)
        state = evolve_merchant(state, event)
    return state, suspicious


def test_as_many_as_the_pack_finds_suspicious_are_all_named_and_then_only_each_new_one() -> None:
    _, suspicious = told(*(filing(f"c{n}", n) for n in range(5)))
    assert suspicious == [(), (), ("c0", "c1", "c2"), ("c3",), ("c4",)]


def test_other_kinds_and_filings_before_the_window_do_not_count() -> None:
    _, suspicious = told(filing("c0", 0), filing("c1", 1, "damaged"), filing("c2", 23.9), filing("c3", 24))
    assert suspicious == [(), (), (), ()]


def test_a_filing_that_is_told_late_counts_in_its_own_window_and_drops_nobody_elses() -> None:
    state, suspicious = told(filing("c1", 30), filing("c2", 31), filing("old", 5), filing("c3", 32))
    assert suspicious == [(), (), (), ("c1", "c2", "c3")]
    assert [one.case for one in state.recent] == ["c1", "c2", "c3"]
    assert state.filings_count == 4


def test_points_add_up_by_track_and_no_points_leave_no_trace() -> None:
    state = Merchant()
    for points, track in ((2, "general"), (4, "serious"), (1, "general")):
        (event,) = decide_merchant(state, AddPoints("c", track, points))
        state = evolve_merchant(state, event)
    assert (state.points("general"), state.points("serious"), state.points("counterfeit")) == (3, 4, 0)
    assert decide_merchant(state, AddPoints("c", "general", 0)) == ()
