"""In which bucket something stands that is known by a name of its own, and the list of all buckets."""

from collections.abc import Sequence
from hashlib import sha256

from hejie.domain.ids import BUCKETS, StreamId

ALL_BUCKETS = list(range(BUCKETS))


def bucket_of_name(sort: str, *names: str) -> int:
    """The bucket of a named thing of a sort, 0 to 255: a stable hash. It is part of stored keys."""
    return sha256("\x00".join((sort, *names)).encode()).digest()[0] % BUCKETS


def stream_columns(streams: Sequence[StreamId]) -> dict[str, list[object]]:
    """Keys of streams as parallel arrays."""
    return {
        "bucket": [stream.bucket for stream in streams],
        "kind": [stream.kind for stream in streams],
        "id": [stream.id for stream in streams],
    }
