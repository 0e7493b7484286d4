"""Reads a kept answer from the journal, and the change it proposes from the company's folder."""

import asyncio
from pathlib import Path

from earpiece.company.load import check_files
from earpiece.company.report import Report
from earpiece.company.shelf import Shelf
from earpiece.company.version import read_folder
from earpiece.domain.errors import Invalid, InvalidCompany, NotFound
from earpiece.domain.ports import Journal
from earpiece.domain.precedent import Precedent, fold
from earpiece.precedents.grouping import rehearse
from earpiece.precedents.likeness import rarity
from earpiece.precedents.matching import Matcher
from earpiece.precedents.proposing import Proposal, propose, why_not_stable
from earpiece.settings import Settings
from earpiece.sim.script import read_rehearsals
from earpiece.wiring import opened_journal

MOST = 500


def proposed(id: str, folder: Path, settings: Settings) -> tuple[Proposal, list[str]]:
    """The change, and what is still wrong with the folder after it. Raises NotFound, Invalid with why there is none."""
    shelf = Shelf.of_folder(folder)
    one, known = asyncio.run(_read(id, settings))
    company = shelf.current()
    found = rehearse(
        one, known, Matcher(company, rarity(text for page in company.pages.values() for text in page.examples))
    )
    rivals = [each for each in known if each.id in one.differs and each.live]
    reason = why_not_stable(one, len(rivals), len(found.other))
    if reason:
        raise Invalid(reason)
    report = Report()
    files = read_folder(folder, report)
    proposal = propose(one, company, files, _customer(folder))
    after = check_files({**files, **proposal.files}, folder=str(folder))
    return proposal, [f"{each.file}:{each.line}: {each.message}" for each in after.problems]


def _customer(folder: Path) -> str:
    """A customer that the company's tools know, from its own rehearsals."""
    try:
        return next((each.customer for several in read_rehearsals(folder).values() for each in several), "")
    except (Invalid, InvalidCompany):
        return ""


async def _read(id: str, settings: Settings) -> tuple[Precedent, list[Precedent]]:
    """The answer, and all others to the same question."""
    async with opened_journal(settings, readonly=True) as journal:
        one = fold(Precedent(id), await journal.read(f"precedent/{id}"))
        if not one.name:
            raise NotFound(f"There is no answer {id!r} in {settings.place}.")
        ids = await _of_consult(journal, one.name)
        return one, [fold(Precedent(each), await journal.read(f"precedent/{each}")) for each in ids]


async def _of_consult(journal: Journal, name: str) -> list[str]:
    standings = ("published", "candidate", "retired")
    rows = [
        row for each in standings for row in await journal.rows("precedents_of", f"{each} {name}", MOST, newest=True)
    ]
    return [row.id for row in rows]
