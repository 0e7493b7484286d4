"""The company's versions: the one in force, and those that other conversations are pinned to."""

import json
from collections.abc import Mapping
from copy import copy
from pathlib import Path

from earpiece.company.load import load_files
from earpiece.company.report import Report
from earpiece.company.version import digest_of, read_folder
from earpiece.domain.desk_events import VersionPublished
from earpiece.domain.errors import InvalidCompany, NotFound, Unusable
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Journal, Write


class Shelf:
    """Versions by digest; each is compiled when it is first needed.

    `files` are those of the version in force; `newest` those of the version published last, as far as this node has
    heard: another node may have been started with a newer company, and its conversations may come here.
    """

    def __init__(self, files: Mapping[str, str], folder: str = ".") -> None:
        self.files = dict(files)
        self.newest = self.files
        self._folder = folder
        self._digest = digest_of(files)
        self._stored: dict[str, dict[str, str]] = {self._digest: self.files}
        self._compiled: dict[str, Company] = {self._digest: load_files(files, folder)}

    @classmethod
    def of_folder(cls, folder: Path) -> "Shelf":
        """The version in `folder`; raises InvalidCompany with all its mistakes."""
        report = Report()
        files = read_folder(folder, report)
        if report.errors:
            raise InvalidCompany(report.errors)
        return cls(files, str(folder))

    @classmethod
    async def last_published(cls, journal: Journal) -> "Shelf":
        """The version that was published last, from the journal alone. Raises NotFound where none was, Unusable when
        this program is too old, or too new, to understand it."""
        published = [item.event for item in await journal.read("company") if isinstance(item.event, VersionPublished)]
        body = await journal.get_blob(published[-1].digest) if published else None
        if body is None:
            raise NotFound("No company has been published in this journal: serve one first.")
        try:
            return cls(json.loads(body))
        except InvalidCompany as error:
            raise Unusable(
                f"The company in this journal is not understood by this version of the program "
                f"({error.problems[0].message}): publish it again by starting the server."
            ) from error

    def tuned(self, company: Company) -> "Shelf":
        """The same version with the settings of `company` in force, for simulated days; its digest stays."""
        other = copy(self)
        other._stored, other._compiled = dict(self._stored), {self._digest: company}
        return other

    def current(self) -> Company:
        """The version new conversations start with."""
        return self._compiled[self._digest]

    def version(self, digest: str) -> Company:
        """The version of that digest; raises NotFound when this node has never met it (see `find`)."""
        if digest not in self._compiled:
            if digest not in self._stored:
                raise NotFound(f"The company's version {digest[:12]} was never published here.")
            self._compiled[digest] = load_files(self._stored[digest], self._folder)
        return self._compiled[digest]

    async def find(self, digest: str, journal: Journal) -> None:
        """Have the version at hand for `version`, taken from the journal if another node has published it.

        Raises NotFound when nobody has, Unusable when this program is too old to understand it.
        """
        if digest in self._compiled:
            return
        if digest not in self._stored:
            await self._take(journal)
        try:
            self.version(digest)
        except InvalidCompany as error:
            raise Unusable(
                f"The company's version {digest[:12]} was published by a node that this one does not understand "
                f"({error.problems[0].message}): start this node again with the same program and company."
            ) from error

    async def publish(self, journal: Journal, now: float) -> None:
        """Put the current version on record, and take those published before from it."""
        published = await self._take(journal)
        if published[-1:] != [self._digest]:
            await journal.put_blob(self._digest, json.dumps(self.files, sort_keys=True).encode())
            event = VersionPublished(digest=self._digest, name=self.current().policy.name)
            key = f"publish {self._digest} after {len(published)}"  # nodes that start at one time publish once
            await journal.append(Write("company", (event,), now, key=key))
        self.newest = self.files

    async def _take(self, journal: Journal) -> list[str]:
        """Take from the journal what is not here yet; the digests of all that was published, in order."""
        published = [
            item.event.digest for item in await journal.read("company") if isinstance(item.event, VersionPublished)
        ]
        for digest in published:
            if digest not in self._stored and (body := await journal.get_blob(digest)) is not None:
                self._stored[digest] = json.loads(body)
        if published:
            self.newest = self._stored.get(published[-1], self.newest)
        return published
