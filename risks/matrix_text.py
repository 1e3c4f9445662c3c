"""A matrix as the text of its file, to read and change: a line for each step and band. Pure."""

from __future__ import annotations

import json
from typing import Any

from risks.matrix import Matrix, as_content


def written_out(matrix: Matrix) -> str:
    """The JSON of a matrix, which `risks.matrix.load_matrix` reads back as the same one."""
    parts = (f"  {_json(name)}: {_value(value)}" for name, value in as_content(matrix).items())
    return "{\n" + ",\n".join(parts) + "\n}"


def _value(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"    {_json(each)}" for each in value) + "\n  ]"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
