"""What the JSON of an annual account may hold, published as JSON Schema 2020-12, so that anyone can check a file.

`python -m verhaal.exports.schema` writes the file that is served; a test compares it with the models.
"""

import ast
import json
from inspect import cleandoc, getsource
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from verhaal.annual.record import Account, Plain
from verhaal.paths import STATIC

FILE = "annual-account-1.json"


def schema() -> dict[str, Any]:
    about = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": "urn:verhaal:annual-account:1",
        "title": "Verhaal: the annual account",
    }
    made = Account.model_json_schema(mode="serialization", schema_generator=_Described)
    return about | {name: value for name, value in made.items() if name != "title"}


class _Described(GenerateJsonSchema):
    """With what stands under each field. Pydantic would read that too, but in every process that imports the models."""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        for name, said in _said_under_fields(schema["cls"]).items():
            made["properties"][name]["description"] = said
        return made


def _said_under_fields(model: type[Plain]) -> dict[str, str]:
    [written] = ast.parse(getsource(model)).body
    return {
        field.target.id: cleandoc(under.value.value)
        for field, under in pairwise(getattr(written, "body", []))
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(under, ast.Expr) and isinstance(under.value, ast.Constant) and isinstance(under.value.value, str)
    }


def written() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    file = STATIC / "schemas" / FILE
    file.parent.mkdir(exist_ok=True)
    file.write_text(written(), "utf-8")
