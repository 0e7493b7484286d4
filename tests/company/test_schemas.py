"""JSON Schemas for editors."""

import json

from earpiece.company import json_schemas


def test_there_is_a_schema_for_each_file_without_inner_names() -> None:
    """An editor completes what a person writes, by the words a person writes."""
    schemas = json_schemas()
    assert set(schemas) == {
        f"{name}.schema.json" for name in ("company", "tools", "servers", "consults", "playbook", "desk", "phrases")
    }
    text = json.dumps(schemas)
    assert '"from"' in text
    assert "from_" not in text
    assert "_data" not in text


def test_a_playbook_offers_every_kind_of_step() -> None:
    """And no other keys."""
    playbook = json_schemas()["playbook.schema.json"]
    step = playbook["$defs"]["CallStep"]
    assert step["additionalProperties"] is False
    assert set(step["properties"]) == {"call", "with", "save", "early", "on"}
