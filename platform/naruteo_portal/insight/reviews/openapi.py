"""The description of the reviews' API in OpenAPI 3.1; schemas of views are read off the documents' own types."""

from enum import StrEnum
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from naruteo_analytics.documents import View

TEXT: dict[str, Any] = {"type": "string"}
RELEASE: dict[str, Any] = {
    "programme": {**TEXT, "description": "Reference number of the programme."},
    "release": {"type": "integer", "description": "Number of the release; figures of one release never change."},
    "as_of": {**TEXT, "format": "date", "description": "The day whose data it shows."},
    "checksum": {**TEXT, "description": "SHA-256 over all views; it is the ETag, too."},
}
REFERENCE = {"name": "reference", "in": "path", "required": True, "schema": TEXT}
PLAIN: dict[Any, str] = {int: "integer", float: "number", str: "string", bool: "boolean", type(None): "null"}


def description() -> dict[str, Any]:
    """The whole description."""
    schemas: dict[str, Any] = {}
    view = schema_of(View, schemas)
    by_name = {"type": "object", "additionalProperties": TEXT}
    title = {"type": "object", "properties": {"ko": TEXT, "en": TEXT}, "required": ["ko", "en"]}
    ways = {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}}
    listed = {
        "reference": TEXT,
        "title": title,
        "release": {"type": ["integer", "null"]},
        "as_of": {"type": ["string", "null"]},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Naruteo cohort reviews", "version": "1",
            "description": "Protected figures of cohorts. Sign in to the portal; its session cookie is the credential.",
        },
        "paths": {
            "/api/v1/programmes": {
                "get": _get("The programmes that you may review.", _object({"programmes": _array(_object(listed))}))
            },
            "/api/v1/programmes/{reference}": {
                "get": _get("A programme's newest release and by what it can be looked at.",
                            _object({**RELEASE, "title": title, "ways": ways}), [REFERENCE])
            },
            "/api/v1/programmes/{reference}/views": {
                "get": _get(
                    "A view: all tables of one cohort by one attribute. Only combinations among `ways` exist.",
                    _object({**RELEASE, "definitions": by_name, "legend": by_name, "view": view}),
                    [REFERENCE, _query("cohort", "Empty: all cohorts."), _query("by", "Empty: no groups.")],
                )
            },
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "naruteo"}},
        },
        "security": [{"session": []}],
    }  # fmt: skip


def schema_of(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema of a type; typed dictionaries and enumerations go into `schemas` and are named there."""
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if is_typeddict(kind):
        if kind.__name__ not in schemas:
            schemas[kind.__name__] = {}
            hints = get_type_hints(kind, include_extras=True)
            properties = {name: schema_of(_bare(each), schemas) for name, each in hints.items()}
            required = [name for name, each in hints.items() if get_origin(each) is not NotRequired]
            words = " ".join((kind.__doc__ or "").split())
            schemas[kind.__name__] = {
                "type": "object", "description": words, "properties": properties, "required": required,
            }  # fmt: skip
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        schemas[kind.__name__] = {"type": "string", "enum": [each.value for each in kind]}
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    origin, inner = get_origin(kind), get_args(kind)
    if origin is list:
        return _array(schema_of(inner[0], schemas))
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(inner[1], schemas)}
    if origin is Literal:
        return {"type": "string", "enum": list(inner)}
    return {"anyOf": [schema_of(each, schemas) for each in inner]}


def _bare(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is NotRequired else kind


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _query(name: str, words: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": TEXT, "description": words}


def _get(words: str, schema: dict[str, Any], parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    refusal = {"description": "Refused, as problem details (RFC 9457)."}
    answered = {"description": "Found.", "content": {"application/json": {"schema": schema}}}
    unchanged = {"304": {"description": "Unchanged: the ETag in If-None-Match is still the release's checksum."}}
    answers = {"200": answered, **(unchanged if parameters else {}), "401": refusal, "403": refusal, "404": refusal}
    return {"summary": words, "parameters": parameters or [], "responses": answers}
