"""The description of the reviews' API in OpenAPI 3.1; schemas of views are read off the documents' own types."""

from enum import StrEnum
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from naruteo_analytics.documents import View

TEXT: dict[str, Any] = {"type": "string"}
RELEASE: dict[str, Any] = {
    "programme": {**TEXT, "description": "Reference number of the programme."},
    "release": {"type": "integer", "description": "Number of the release; figures of one release never change."},
    "as_of": {**TEXT, "format": "date", "description": "The day whose data it shows."},
    "checksum": {**TEXT, "description": "SHA-256 over all views: the same data gives the same checksum."},
}
REFERENCE = {"name": "reference", "in": "path", "required": True, "schema": TEXT}
REFUSALS = {
    "400": "What was sent could not be read.",
    "401": "No access token and no session, or a token that is unknown, has expired or was revoked.",
    "403": "Your role does not include this, or a token came with another method than GET or HEAD.",
    "404": "Nothing that you may review, no release yet, or a combination that is not among `ways`.",
    "429": "Too many requests; Retry-After says after how many seconds the next one is answered.",
}
"""Refusals by status; all have the same body."""
PLAIN: dict[Any, str] = {int: "integer", float: "number", str: "string", bool: "boolean", type(None): "null"}


def description() -> dict[str, Any]:
    """The whole description."""
    schemas: dict[str, Any] = {"Problem": _problem()}
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
            "description": (
                "Protected figures of cohorts, by the rights that you have when you ask. Lists are whole: nothing is "
                "split into pages. Texts are in the language of your account."
            ),
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
            "responses": {status: _refusal(words, status) for status, words in REFUSALS.items()},
            "securitySchemes": {
                "token": {
                    "type": "http", "scheme": "bearer",
                    "description": "An access token from your account in the portal; it reads and never writes.",
                },
                "session": {
                    "type": "apiKey", "in": "cookie", "name": "naruteo",
                    "description": "The session of a browser that is signed in; does not count beside a token.",
                },
            },
        },
        "security": [{"token": []}, {"session": []}],
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


def _problem() -> dict[str, Any]:
    problem = _object({
        "type": {**TEXT, "description": "`urn:naruteo:` and the title."},
        "title": {**TEXT, "description": "What was refused, as one word for programs: `invalid-token`, `not-found` …"},
        "status": {"type": "integer"},
        "detail": {**TEXT, "description": "The sentence for people, in the language of your account."},
        "messages": {"type": "object", "properties": {"ko": TEXT, "en": TEXT}, "required": ["ko", "en"]},
        "request_id": {**TEXT, "description": "By which the operator finds the request in the log."},
    })  # fmt: skip
    return {**problem, "description": "Problem details (RFC 9457)."}


def _refusal(words: str, status: str) -> dict[str, Any]:
    problem = {"$ref": "#/components/schemas/Problem"}
    refusal: dict[str, Any] = {"description": words, "content": {"application/problem+json": {"schema": problem}}}
    header = {"401": "WWW-Authenticate", "429": "Retry-After"}.get(status)
    return {**refusal, "headers": {header: {"schema": TEXT}}} if header else refusal


def _get(words: str, schema: dict[str, Any], parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    etag = {"schema": TEXT, "description": "Strong, over the whole body: send it as If-None-Match the next time."}
    answered = {
        "description": "Found.", "headers": {"ETag": etag}, "content": {"application/json": {"schema": schema}},
    }  # fmt: skip
    unchanged = {"description": "Unchanged: the body is the one whose ETag is in If-None-Match."}
    refused = {status: {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}
    return {
        "summary": words,
        "parameters": parameters or [],
        "responses": {"200": answered, "304": unchanged, **refused},
    }
