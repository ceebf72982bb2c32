"""The JSON Schema by which editors check and complete agreement files."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema
from typing_extensions import override

from .file import AgreementFile


class _Editors(GenerateJsonSchema):
    """What is optional is left out, never null."""

    @override
    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    @override
    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        found = super().default_schema(schema)
        return {key: value for key, value in found.items() if key != "default" or value not in (None, [], {})}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an agreement file, for editors."""
    schema = AgreementFile.model_json_schema(schema_generator=_Editors)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "Parola agreement"}
