"""The API's description, mended where the framework says too little or wrong things."""

from typing import Any

import msgspec
from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, Reference, SecurityScheme

from hejie.edge.http.callers import CSRF_HEADER
from hejie.edge.http.guards import Admits, guard_of, handlers_of
from hejie.edge.http.problems import MEDIA_TYPE, PROBLEMS, Code
from hejie.edge.http.wire import Problem

PREFIX = "/api/v1"
_TAG = "type"
_REFERENCE = "#/components/responses/{}"
_BOUNDS = frozenset({"minimum", "maximum"})
_IDLE = frozenset({"deprecated", "allowEmptyValue", "allowReserved"})
_NAMES = {"domain_orders_Order": "Order", "casework_listings_Order": "SortedBy"}
"""Shorter names for what the framework names by its module, because two of ours bear one name."""

ABOUT = (
    "Complaints between consumers and merchants of online marketplaces. People come with a session cookie"
    f" and send `{CSRF_HEADER}` (of `GET /api/v1/session`) with what changes something; machines come with a"
    " bearer token. Problems are RFC 9457, with a permanent `code`; `Accept-Language: zh` or `en` chooses"
    " their words."
)


def api_config() -> OpenAPIConfig:
    """What the framework is told about the API."""
    schemes: dict[str, SecurityScheme | Reference] = {
        "session": SecurityScheme(
            type="apiKey", name="__Host-hejie", security_scheme_in="cookie", description="A person's session"
        ),
        "token": SecurityScheme(type="http", scheme="bearer", description="A machine's token, `hj_…`"),
    }
    return OpenAPIConfig(
        title="Hejie",
        version="1",
        description=ABOUT,
        components=Components(security_schemes=schemes),
        use_handler_docstrings=True,
    )


def describe(app: Litestar) -> dict[str, Any]:
    """The API in OpenAPI 3.1, of everything below `PREFIX`."""
    text = msgspec.json.encode(app.openapi_schema.to_schema()).decode()
    for long, short in _NAMES.items():
        text = text.replace(f'"{long}"', f'"{short}"').replace(f'/{long}"', f'/{short}"')
    document: dict[str, Any] = msgspec.json.decode(text)
    components = document["components"]
    components["schemas"].update(_schemas_of_problems())
    components["schemas"] = dict(sorted(components["schemas"].items()))
    components["responses"] = {str(code): _response(kind.title.en) for code, kind in PROBLEMS.items()}
    components["responses"]["problem"] = _response("The request was refused")
    _mend(document, _tags(components["schemas"]))
    for path, method, handler in handlers_of(app):
        if not path.startswith(PREFIX):
            continue
        operation = document["paths"].get(path.replace(":str", ""), {}).get(method.lower())
        if operation is not None:
            _say(operation)
            _guarded(operation, guard_of(handler))
    return document


def _schemas_of_problems() -> dict[str, Any]:
    _, parts = msgspec.json.schema_components([Problem], ref_template="#/components/schemas/{name}")
    return parts


def _response(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


def _tags(schemas: dict[str, Any]) -> dict[str, str]:
    """The tag of every schema that has one: `{"Say": "say"}`."""
    return {
        name: schema["properties"][_TAG]["const"]
        for name, schema in schemas.items()
        if "const" in schema.get("properties", {}).get(_TAG, {})
    }


def _mend(node: Any, tags: dict[str, str]) -> None:
    """Everywhere: a tagged union names its discriminator, and no list of anything holds `{}`, which would be
    everything (the framework's way to say that a tuple goes on)."""
    if isinstance(node, list):
        for one in node:
            _mend(one, tags)
    if not isinstance(node, dict):
        return
    for name, one in node.items():
        _mend(one, tags)
        if name in _BOUNDS and isinstance(one, float) and one.is_integer():
            node[name] = int(one)
    choices = node.get("oneOf")
    if not isinstance(choices, list):
        return
    node["oneOf"] = choices = [choice for choice in choices if choice != {}]
    names = [str(choice.get("$ref", "")).rpartition("/")[2] for choice in choices]
    if len(choices) == 1:
        del node["oneOf"]
        node.update(choices[0])
    elif all(name in tags for name in names):
        mapping = {tags[name]: f"#/components/schemas/{name}" for name in names}
        node["discriminator"] = {"propertyName": _TAG, "mapping": mapping}


def _say(operation: dict[str, Any]) -> None:
    """The handler's first sentence is the summary, all it says the description; a success is just that."""
    said = " ".join(str(operation.get("description", "")).split())
    for part in (operation, *operation.get("parameters", [])):
        for name in _IDLE.intersection(part):
            del part[name]
    for parameter in operation.get("parameters", []):
        _leave_out_null(parameter["schema"])
    operation["summary"] = said.partition(". ")[0].rstrip(".")
    operation["description"] = said
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response["description"] = "Done"
            if not response.get("headers"):
                response.pop("headers", None)


def _leave_out_null(schema: dict[str, Any]) -> None:
    """A parameter is left out or has a value: it cannot be `null`."""
    choices = [choice for choice in schema.get("oneOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        del schema["oneOf"]
        schema.update(choices[0])


def _guarded(operation: dict[str, Any], guard: Admits) -> None:
    """Who may, and how it says no: every operation answers with problems."""
    ways: dict[str, bool] = {"session": bool(guard.hats), "token": bool(guard.scopes)}
    operation["security"] = [{way: []} for way, leads_in in ways.items() if leads_in]
    codes = [Code.TOO_MANY_REQUESTS, Code.INTERNAL_ERROR, Code.UNAVAILABLE]
    if not guard.everybody:
        codes += [Code.NOT_SIGNED_IN, Code.NOT_FOR_YOU]
    if operation.get("requestBody") or operation.get("parameters"):
        codes += [Code.INVALID_REQUEST]
    if operation.get("requestBody"):
        codes += [Code.BODY_TOO_LARGE, Code.UNSUPPORTED_MEDIA_TYPE]
    if any(parameter.get("in") == "path" for parameter in operation.get("parameters", [])):
        codes += [Code.NOT_FOUND]
    given = operation["responses"]
    succeeding = {status: given[status] for status in given if status.startswith(("2", "3"))}
    refusing = {str(PROBLEMS[code].status): _REFERENCE.format(code) for code in codes}
    operation["responses"] = (
        succeeding
        | {status: {"$ref": reference} for status, reference in sorted(refusing.items())}
        | {"default": {"$ref": _REFERENCE.format("problem")}}
    )
