"""Journals as earlier states of the program left them, as plain lines that a person can read and compare.

`python -m tests.promises.recording NAME` records today's; a recording is made when a stored shape is about to change,
and never edited after that.
"""

import json
import sys
from pathlib import Path

from earpiece.domain.ports import Journal, Write
from earpiece.journal.codec import Codec
from tests.support.stage import Stage

FOLDER = Path(__file__).parent / "recordings"


def record(stage: Stage) -> str:
    """Everything in the journal, with the company versions it refers to."""
    codec, lines = Codec(), []
    for item in stage.run(stage.disk.read_all(), wait=0):
        stored = codec.encode(item.event)
        lines.append(
            {
                "stream": item.stream,
                "at": item.at,
                "type": stored.type,
                "version": stored.version,
                "open": json.loads(stored.open),
                "personal": json.loads(stored.personal or "null"),
                "subject": stage.run(stage.disk.subject_of(item.stream), wait=0),
            }
        )
        if stored.type == "VersionPublished":
            body = stage.run(stage.disk.get_blob(json.loads(stored.open)["digest"]), wait=0)
            lines[-1]["body"] = json.loads(body or b"{}")
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


async def replay(text: str, disk: Journal) -> None:
    """Put a recording into an empty journal, event by event, as if it had been kept since then."""
    codec = Codec()
    for line in map(json.loads, text.splitlines()):
        personal = None if line["personal"] is None else json.dumps(line["personal"])
        event = codec.decode(line["type"], line["version"], json.dumps(line["open"]), personal)
        await disk.append(Write(line["stream"], (event,), line["at"], subject=line["subject"]))
        if "body" in line:
            await disk.put_blob(line["open"]["digest"], json.dumps(line["body"], sort_keys=True).encode())


def waiting() -> str:
    """Maya had one refund, cancelled another request, and waits for a yes and for an answer."""
    with Stage() as stage:
        stage.opens("maya")
        stage.says("refund please", "the lamp", "40", "broken", "where is my parcel", "forget it")
        stage.says("refund please", "the lamp", "60", "make it 70", "broken")
        stage.says("does the warranty pay", "it fell", "a person please")
        stage.passes(21)
        (card, *_) = stage.cards("ann")
        stage.run(stage.engine.desk.claim(stage.person("ann"), card.id))
        stage.run(stage.engine.desk.save_draft(stage.person("ann"), card.id, "I think"))
        return record(stage)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{sys.argv[1]}.jsonl").write_text(waiting(), "utf-8")
