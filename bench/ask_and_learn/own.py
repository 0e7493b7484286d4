"""A stream of decisions that anyone can make: the sample company's own example sentences, each with what it asks for.

python -m bench.ask_and_learn.own companies/hudson own.jsonl
python -m bench.ask_and_learn --track banking77 --stream own.jsonl --dev companies/hudson/messages/playbooks.jsonl
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from earpiece.company import load_company
from earpiece.domain.playbook import Page, Playbook


def lines(company: Path) -> Iterator[dict[str, Any]]:
    """The example sentences of every playbook and page, in the company's order."""
    loaded = load_company(company)
    number = 0
    known: list[Playbook | Page] = [*loaded.playbooks.values(), *loaded.pages.values()]
    for each in known:
        for text in each.examples:
            number += 1
            yield {"id": number, "text": text, "label": each.name}


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: python -m bench.ask_and_learn.own COMPANY FILE")
    company, out = map(Path, sys.argv[1:])
    text = "".join(json.dumps(line) + "\n" for line in lines(company))
    out.write_text(text, encoding="utf-8")
    print(f"{out}: {text.count(chr(10))} decisions")


if __name__ == "__main__":
    main()
