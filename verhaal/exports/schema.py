"""What the JSON of an annual account may hold, published as JSON Schema 2020-12, so that anyone can check a file.

`python -m verhaal.exports.schema` writes the file that is served; a test compares it with the models.
"""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from verhaal.annual.record import Account
from verhaal.paths import STATIC

FILE = "annual-account-1.json"


def schema() -> dict[str, Any]:
    about = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": "urn:verhaal:annual-account:1",
        "title": "Verhaal: the annual account",
    }
    made = Account.model_json_schema(mode="serialization")
    return about | {name: value for name, value in made.items() if name != "title"}


def written() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    file = STATIC / "schemas" / FILE
    file.parent.mkdir(exist_ok=True)
    file.write_text(written(), "utf-8")
