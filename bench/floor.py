"""The floor: what a plain service would do. psycopg 3, one guarded UPDATE and one INSERT, a commit a command.

It decides nothing, hashes nothing and knows no idempotency keys; but what it writes is as large as ours is,
and its table has the options of ours.
"""

import time
from collections.abc import Sequence
from random import Random
from threading import Thread
from typing import NamedTuple
from uuid import UUID

import psycopg

CASES_A_THREAD = 5_000

_TABLES = (
    """
    CREATE TABLE floor_case (
        id uuid PRIMARY KEY, version integer NOT NULL, snapshot bytea NOT NULL, due_at timestamptz,
        updated_at timestamptz NOT NULL
    ) WITH (fillfactor = 70, toast_tuple_target = 4080)
    """,
    """
    CREATE TABLE floor_event (
        case_id uuid NOT NULL, version integer NOT NULL, type text NOT NULL, body bytea NOT NULL,
        recorded_at timestamptz NOT NULL, PRIMARY KEY (case_id, version)
    )
    """,
)
_FILL = "INSERT INTO floor_case VALUES (%s, 1, %b, now(), now())"
_MOVE = """
    UPDATE floor_case SET version = version + 1, snapshot = %b, due_at = %s, updated_at = now()
    WHERE id = %s AND version = %s
"""
_TELL = "INSERT INTO floor_event VALUES (%s, %s, %s, %b, now())"


class Sample(NamedTuple):
    """What one command of ours writes: a snapshot and an event's body, each of average size."""

    snapshot: bytes
    event: bytes


def make_tables(dsn: str, seeds: Sequence[int], sample: Sample) -> None:
    """Make the pair of tables, with cases for every thread; a thread is known by its seed."""
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        for statement in _TABLES:
            cursor.execute(statement)
        for seed in seeds:
            cursor.executemany(_FILL, [(id, sample.snapshot) for id in case_ids(seed)])


class Floor:
    """One thread with a connection of its own and cases that nobody else writes."""

    def __init__(self, dsn: str, seed: int, sample: Sample) -> None:
        self._connection = psycopg.connect(dsn)
        self._random = Random(seed)
        self._sample = sample
        self._versions = dict.fromkeys(case_ids(seed), 1)
        self._cases = list(self._versions)

    def run(self, until: float) -> list[float]:
        """Write one command after the other until an instant of `perf_counter`; the seconds each took."""
        taken: list[float] = []
        begun = time.perf_counter()
        while begun < until:
            self._write(self._random.choice(self._cases))
            ended = time.perf_counter()
            taken.append(ended - begun)
            begun = ended
        return taken

    def _write(self, case: UUID) -> None:
        version = self._versions[case]
        moved = self._connection.execute(_MOVE, (self._sample.snapshot, None, case, version))
        assert moved.rowcount == 1, "nobody else writes this case"
        self._connection.execute(_TELL, (case, version + 1, "said", self._sample.event))
        self._connection.commit()
        self._versions[case] = version + 1


def run_threads(floors: Sequence[Floor], seconds: float) -> list[float]:
    """Let all of them write at once; the seconds that each command took."""
    until = time.perf_counter() + seconds
    taken: list[float] = []
    threads = [Thread(target=lambda one=floor: taken.extend(one.run(until))) for floor in floors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def case_ids(seed: int) -> list[UUID]:
    """The cases that a seed stands for."""
    random = Random(seed)
    return [UUID(int=random.getrandbits(128)) for _ in range(CASES_A_THREAD)]
