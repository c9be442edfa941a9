"""The API's description without a server, for `docs/reference/openapi.json`."""

from hejie.edge.http.app import document

__all__ = ["document"]
