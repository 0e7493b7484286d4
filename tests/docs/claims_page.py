"""Makes docs/claims.md from the claims and what was measured: `python -m tests.docs.claims_page > docs/claims.md`.

To measure anew, write the JSON of each whole command into a folder, under the run's name (`badly run.json`), and say
`python -m tests.docs.claims_page FOLDER DATE`: that renews claims_measured.json.
"""

import json
import sys
from pathlib import Path
from typing import Any

from earpiece.cli.claims import CLAIMS, ELSEWHERE, NOT_YET, RUNS, Claim

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"
MEASURED = Path(__file__).with_name("claims_measured.json")

HEAD = """# Claims

What is claimed of this way of working, held against what this program shows. Each row has the command that you can run
yourself; `earpiece tour` runs a short form of all of them in a few minutes and prints what it saw.

*Works*: the figure is as claimed, or better. *Partly*: in the claimed direction, and short of it. *Not*: not even that.
With a question mark chance may have had its way: the 95 % interval, in brackets, reaches over the border, or there is
none because it was one day alone.

All times of customers and people are simulated, under assumptions that [compare](compare.md) and [plan](plan.md) print
with their sources. Nobody has measured them with real customers: your own record does, by `earpiece report`.

"""


def page() -> str:
    """The whole page."""
    measured = json.loads(MEASURED.read_text("utf-8"))
    parts = (HEAD, _claims(measured), _runs(measured), _elsewhere(), _not_yet())
    return "".join(parts) + "\nThis page is made by `python -m tests.docs.claims_page > docs/claims.md`.\n"


def _claims(measured: dict[str, Any]) -> str:
    head = "| claim | counts as working | measured | | why not more | command | test |\n"
    head += "|---|---|---|---|---|---|---|\n"
    return f"## What was seen\n\n{head}" + "".join(_row(claim, measured["claims"][claim.name]) for claim in CLAIMS)


def _row(claim: Claim, seen: dict[str, Any]) -> str:
    stands = f"**{seen['stands']}**{'' if seen['sure'] else ' ?'}"
    command = f"[{claim.run}](#the-commands)"
    cells = (claim.says, claim.bar, seen["figure"], stands, claim.why, command, _test(claim.test))
    return f"| {' | '.join(cells)} |\n"


def _test(path: str) -> str:
    return f"[{Path(path).stem}](../{path})"


def _runs(measured: dict[str, Any]) -> str:
    head = "\n## The commands\n\n| name | whole command | what the figures above are of |\n|---|---|---|\n"
    return head + "".join(f"| {name} | `{run.in_full()}` | {measured['runs'][name]} |\n" for name, run in RUNS.items())


def _elsewhere() -> str:
    title = "\n## Works, and needs more than a command\n\n"
    head = f"{title}| claim | command | why it is no part of the tour | test |\n|---|---|---|---|\n"
    return head + "".join(
        f"| {each.says} | `{each.command}` | {each.why} | {_test(each.test)} |\n" for each in ELSEWHERE
    )


def _not_yet() -> str:
    return "\n## Not shown yet\n\n" + "".join(f"- {says}: {why}.\n" for says, why in NOT_YET)


def measured(folder: Path, date: str) -> dict[str, Any]:
    """What the JSON of the whole commands shows: of each run what it was, of each claim its figure."""
    found = {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in RUNS}
    seen = {claim.name: claim.read(found[claim.run]) for claim in CLAIMS}
    return {
        "runs": {name: f"{date}: {_what(told)}" for name, told in found.items()},
        "claims": {
            name: {"stands": each.stands, "sure": each.sure, "figure": each.figure} for name, each in seen.items()
        },
    }


def _what(found: dict[str, Any]) -> str:
    """What a run was of."""
    if "ways" in found:
        days = len(found["seeds"])
        customers, needing = sum(found["customers"]), sum(found["needing"])
        return (
            f"simulated, {days} {'day' if days == 1 else 'days'} of {found['company']} as of "
            f"`{found['versions']['company']}`, {customers} customers, {needing} of whom need a person; "
            f"{found['people']} people"
        )
    if "intervals" in found:
        return f"simulated, {found['days']} days, seed {found['seed']}"
    if "held" in found:
        return f"{found['seeds']} runs, {found['conversations']} conversations, {found['events']} events"
    return f"{found['conversations']} simulated customers at once, seed 0"


if __name__ == "__main__":
    if len(sys.argv) == 3:
        told = json.dumps(measured(Path(sys.argv[1]), sys.argv[2]), indent=2, ensure_ascii=False)
        MEASURED.write_text(told + "\n", "utf-8")
    else:
        sys.stdout.write(page())
