"""Reads bodies strictly: a number in quotes is no number; an unknown field, a name twice, a NUL are errors.

The framework would decode JSON leniently. A data transfer object is its way to decode otherwise; ours keeps
the declared type for the API's description and decodes into it with one strict decoder a type.
"""

import json
import re
from collections.abc import Generator
from functools import cache
from typing import Any

import msgspec
from litestar.dto import AbstractDTO, DTOConfig
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.typing import FieldDefinition

from hejie.domain.words import Words
from hejie.edge.http.accepted import FieldFault, fault_in_body
from hejie.edge.http.problems import Code, ProblemError

JSON = "application/json"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_NO_JSON = Words("内容不是有效的 JSON。", "The body is no valid JSON.")
_TOO_DEEP = Words("JSON 嵌套过深。", "The JSON is nested too deeply.")
_HAS_NUL = Words("文本中不能含有空字符(NUL)。", "Text cannot contain the character NUL.")


class StrictDTO(AbstractDTO[Any]):
    """Decodes `data` of every route, whatever its type. Raises: ProblemError."""

    config = DTOConfig()
    model_type = object

    def decode_bytes(self, value: bytes) -> Any:
        """The body as the declared type."""
        connection: Any = self.asgi_connection
        content_type, parameters = connection.content_type
        if content_type != JSON or parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            raise ProblemError(Code.UNSUPPORTED_MEDIA_TYPE)
        return decode(value, connection.route_handler.parsed_data_field.annotation)

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[DTOFieldDefinition, None, None]:  # noqa: ARG003
        """Nothing is renamed or left out."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:  # noqa: ARG003
        """Nothing is renamed or left out."""
        return False

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:  # noqa: ARG003
        """What is answered goes out as it is."""
        return False

    @classmethod
    def create_for_field_definition(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,  # noqa: ARG003
        backend_cls: Any = None,  # noqa: ARG003
    ) -> None:
        """Make the decoder now: a type that cannot be decoded stops the start."""
        _decoder(field_definition.annotation)

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,  # noqa: ARG003
        schema_creator: Any,
    ) -> Any:
        """The declared type as it is."""
        return schema_creator.for_field_definition(field_definition)


def decode(body: bytes, expected: Any) -> Any:
    """A body as a type. Raises: ProblemError."""
    try:
        value = _decoder(expected).decode(body)
        json.loads(body, object_pairs_hook=_no_name_twice, parse_int=str, parse_float=str)
    except msgspec.ValidationError as error:
        found = _fault(str(error), expected, body)
        raise ProblemError(Code.INVALID_REQUEST, errors=[found]) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ProblemError(Code.MALFORMED_REQUEST, _NO_JSON) from None
    except RecursionError:
        raise ProblemError(Code.MALFORMED_REQUEST, _TOO_DEEP) from None
    if _NUL.search(body):
        raise ProblemError(Code.MALFORMED_REQUEST, _HAS_NUL)
    return value


def _fault(message: str, expected: Any, body: bytes) -> FieldFault:
    try:
        return fault_in_body(message, expected, body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ProblemError(Code.MALFORMED_REQUEST, _NO_JSON) from None
    except RecursionError:
        raise ProblemError(Code.MALFORMED_REQUEST, _TOO_DEEP) from None


def _no_name_twice(pairs: list[tuple[str, Any]]) -> None:
    names = {name for name, _ in pairs}
    if len(names) == len(pairs):
        return
    counted: set[str] = set()
    for name, _ in pairs:
        if name in counted:
            raise ProblemError(
                Code.INVALID_REQUEST,
                errors=[FieldFault(name, Words("只能出现一次", "must not be there twice"))],
            )
        counted.add(name)


@cache
def _decoder(expected: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(expected, strict=True)
