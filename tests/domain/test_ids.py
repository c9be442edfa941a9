"""Names of streams: the public id carries its bucket, and only the right one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.ids import BUCKETS, StreamKind, bucket_of, named, parse_public, stream

KINDS = st.sampled_from(StreamKind)


@given(KINDS, st.uuids())
def test_a_public_id_is_read_back(kind: StreamKind, id: UUID) -> None:
    """Whoever holds a public id can find the stream, in whatever case it was typed."""
    key = stream(kind, id)
    assert parse_public(kind, key.public) == key
    assert parse_public(kind, f" {key.public.upper()} ") == key


@given(KINDS, st.uuids(), st.integers(0, BUCKETS - 1))
def test_a_wrong_bucket_is_refused(kind: StreamKind, id: UUID, bucket: int) -> None:
    """An id with another bucket in front is no id: it would look in the wrong place."""
    key = stream(kind, id)
    if bucket != key.bucket:
        assert parse_public(kind, f"{bucket:02x}-{key.public.partition('-')[2]}") is None


@given(KINDS, st.text(max_size=40))
def test_any_other_text_is_no_id(kind: StreamKind, text: str) -> None:
    """Reading never fails: a text is an id, which is then written the same way, or it is none."""
    found = parse_public(kind, text)
    assert found is None or found.public == text.strip().lower()


@pytest.mark.parametrize(
    "text",
    ["", "-", "00-", "00-" + "z" * 26, "00-" + "0" * 25, "00-" + "0" * 27, "00-" + "u" * 26, "0" * 26],
)
def test_texts_beside_an_id(text: str) -> None:
    """Too long, too short, too large, with letters that are not used, or without a bucket."""
    assert parse_public(StreamKind.CASE, text) is None


def test_an_id_and_its_bucket_never_change() -> None:
    """They are stored and printed: another hash or alphabet would lose every stream."""
    key = stream(StreamKind.CASE, UUID("01890a5d-ac96-774b-bcce-b302099a8057"))
    assert key.public == "96-01h455vb4pex5vsknk084sn02q"
    merchant = named(StreamKind.MERCHANT, "tmall", "shop")
    assert str(merchant.id) == "c9a9dc5d-d808-8c52-9d9d-c2715aa2db60"


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_characters="\x00", codec="utf-8")), min_size=1, max_size=3
    )
)
def test_a_name_always_gives_the_same_stream(name: list[str]) -> None:
    """The first mention and every later one reach one history, and its id says that it was made so."""
    one, again = named(StreamKind.MERCHANT, *name), named(StreamKind.MERCHANT, *name)
    assert one == again
    assert one.bucket == bucket_of(one.id)
    assert one.id.version == 8
    assert one.id != named(StreamKind.COMPLAINANT, *name).id


def test_parts_of_a_name_do_not_run_together() -> None:
    """A shop `b` of venue `a` is not the shop without name of venue `ab`."""
    assert named(StreamKind.MERCHANT, "a", "b") != named(StreamKind.MERCHANT, "ab")
    assert named(StreamKind.MERCHANT, "a", "b") != named(StreamKind.MERCHANT, "ab", "")


def test_buckets_are_filled_evenly() -> None:
    """Streams spread: no bucket of 256 gets more than twice its share of many."""
    counts = [0] * BUCKETS
    for number in range(BUCKETS * 100):
        counts[bucket_of(UUID(int=number))] += 1
    assert max(counts) < 200
    assert min(counts) > 50
