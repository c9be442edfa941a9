"""Turns what a route raised into the answer that its caller gets: a problem, in their language."""

import re
from typing import Any

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException, ValidationException

from hejie.domain.words import Words
from hejie.edge.http.accepted import FieldFault, fault, takes_lists
from hejie.edge.http.callers import AnyRequest
from hejie.edge.http.problems import MEDIA_TYPE, Code, ProblemError, told
from hejie.edge.http.speaking import language_of
from hejie.observing import logger_of

_log = logger_of("hejie.http")

_MISSING = re.compile(r"^Missing required \w+ parameter '(?P<name>[^']+)'")
_REQUIRED = Words("必填", "is required")
_BODY = "data"
_CLIENT_LEFT = "client disconnected prematurely"

_BY_STATUS = {
    400: Code.MALFORMED_REQUEST,
    404: Code.NOT_FOUND,
    405: Code.METHOD_NOT_ALLOWED,
    413: Code.BODY_TOO_LARGE,
    415: Code.UNSUPPORTED_MEDIA_TYPE,
}
"""What the framework itself says no to."""


def answer_problem(request: AnyRequest, error: Exception) -> Response[Any]:
    """The answer to a request that failed. A defect is logged with the id that the caller is told."""
    request_id = str(request.scope.get("state", {}).get("request_id", ""))
    answered = told(_known(request, error), language_of(request), request_id)
    if answered.problem.code == Code.INTERNAL_ERROR:
        route = str(request.scope.get("path_template", ""))
        _log.error("defect", request_id=request_id, route=route, exc_info=error)
    headers = dict(answered.headers)
    if answered.problem.code == Code.METHOD_NOT_ALLOWED:
        headers |= {"allow": str((getattr(error, "headers", None) or {}).get("allow", ""))}
    if answered.problem.code == Code.NOT_SIGNED_IN:
        headers["www-authenticate"] = "Bearer"
    return Response(
        answered.problem, status_code=answered.problem.status, media_type=MEDIA_TYPE, headers=headers
    )


def _known(request: AnyRequest, error: Exception) -> Exception:
    """An error of the framework as one of ours."""
    if isinstance(error, ValidationException):
        return ProblemError(Code.INVALID_REQUEST, errors=_parameter_faults(request, error))
    if isinstance(error, HTTPException):
        if error.detail == _CLIENT_LEFT:
            return ProblemError(Code.MALFORMED_REQUEST)
        code = _BY_STATUS.get(error.status_code)
        return ProblemError(code) if code else error
    return error


def _parameter_faults(request: AnyRequest, error: ValidationException) -> list[FieldFault]:
    missing = _MISSING.match(error.detail)
    if missing:
        return [FieldFault(missing["name"], _REQUIRED)]
    found = error.extra if isinstance(error.extra, list) else []
    return [_parameter_fault(request, one) for one in found]


def _parameter_fault(request: AnyRequest, found: dict[str, Any]) -> FieldFault:
    """A fault of a parameter, by the name that the caller knows it by."""
    handler = request.scope["route_handler"]
    name = str(found.get("key", "")).partition(".")[0]
    if name in ("", _BODY):
        return FieldFault("body", _REQUIRED)
    field = handler.parsed_fn_signature.parameters.get(name)
    definition = getattr(field, "kwarg_definition", None)
    known_as = getattr(definition, "name", None) or name
    annotation = handler.signature_model.__annotations__.get(name, Any)
    message = str(found.get("message", ""))
    sent = request.query_params.getall(str(known_as), [])
    if sent and takes_lists(annotation):
        try:
            msgspec.convert(sent, annotation, strict=False)
        except msgspec.ValidationError as exact:
            message = str(exact)  # the framework leaves out which one of the list it was
    return fault(message, annotation, sent, root=str(known_as))
