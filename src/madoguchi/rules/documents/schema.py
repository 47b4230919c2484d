"""The JSON Schema of the document, expressions included."""

from __future__ import annotations

from typing import Any

from madoguchi.rules.documents.procedure import Document
from madoguchi.rules.expressions.operators import OPERATORS

EXPRESSION = {"$ref": "#/$defs/Expression"}


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12. It says the shape only; `parse` checks order, ids and types of expressions."""
    schema: dict[str, Any] = _linked(Document.model_json_schema(by_alias=True))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$defs"]["Expression"] = {
        "description": "one operator with its operands, or a literal",
        "anyOf": [
            {"type": ["string", "integer", "boolean"]},
            *(
                {
                    "type": "object",
                    "required": [name],
                    "additionalProperties": False,
                    "properties": {name: True},
                }
                for name in OPERATORS
            ),
        ],
    }
    return schema


def _linked(schema: Any) -> Any:
    """The schema with every place of an expression pointing at its definition."""
    if isinstance(schema, dict):
        if schema.get("title") == "Expression" and "type" not in schema:
            return {**{key: value for key, value in schema.items() if key != "title"}, **EXPRESSION}
        return {key: _linked(value) for key, value in schema.items()}
    return [_linked(each) for each in schema] if isinstance(schema, list) else schema
