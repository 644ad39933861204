"""The page that explains the API, made from its own schema: a page like the others, without a
script from elsewhere."""

import json

from django.shortcuts import render

from claims.access import anybody
from claims.api import api
from claims.api.edge import PREFIX
from claims.api.problems import TITLES

METHODS = ("get", "post", "patch")


@anybody()
def docs(request):
    # As it leaves: the names of its parts in the language of the page.
    schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str))
    parts = schema["components"]["schemas"]
    rows = [
        {
            "method": method.upper(),
            "path": path,
            "summary": found["summary"],
            "said": found.get("description", ""),
            "scope": found.get("x-scope", ""),
            "asked": found.get("parameters", []),
            "fields": _fields(found.get("requestBody"), parts),
            "answers": [int(code) for code in found["responses"]],
        }
        for path, methods in schema["paths"].items()
        for method, found in methods.items()
        if method in METHODS
    ]
    context = {"rows": rows, "titles": TITLES, "prefix": PREFIX}
    return render(request, "public/api.html", context)


def _fields(body: dict | None, parts: dict) -> list[tuple[str, str]]:
    """(name, kind) of each field that is sent; those of a page under its name."""
    if not body:
        return []
    (content,) = body["content"].values()
    return list(_named(content["schema"], parts, ""))


def _named(schema: dict, parts: dict, before: str):
    schema = _part(schema, parts)
    needed = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        inner = _part(field, parts)
        if inner.get("type") == "array":
            listed = _part(inner.get("items", {}), parts)
            if "properties" in listed:
                yield from _named(listed, parts, f"{before}{name}[].")
                continue
        if "properties" in inner:
            yield from _named(inner, parts, f"{before}{name}.")
            continue
        kind = inner.get("format") or inner.get("type") or "JSON"
        yield f"{before}{name}", kind if name not in needed else f"{kind} *"


def _part(schema: dict, parts: dict) -> dict:
    """What is meant by a reference, or by one that may be left out."""
    for each in schema.get("anyOf", ()):
        if each.get("type") != "null":
            schema = each
            break
    if "$ref" in schema:
        return parts[schema["$ref"].rpartition("/")[2]]
    return schema
