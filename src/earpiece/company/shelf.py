"""The company's versions: the one in force, and those that earlier conversations are pinned to."""

import json
from collections.abc import Mapping
from pathlib import Path

from earpiece.company.load import load_files
from earpiece.company.report import Report
from earpiece.company.version import digest_of, read_folder
from earpiece.domain.desk_events import VersionPublished
from earpiece.domain.errors import InvalidCompany, NotFound
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Journal, Write


class Shelf:
    """Versions by digest; each is compiled when it is first needed."""

    def __init__(self, files: Mapping[str, str], folder: str = ".") -> None:
        self.files = dict(files)
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

    def current(self) -> Company:
        """The version new conversations start with."""
        return self._compiled[self._digest]

    def version(self, digest: str) -> Company:
        """The version of that digest; raises NotFound when it was never published here."""
        if digest not in self._compiled:
            if digest not in self._stored:
                raise NotFound(f"The company's version {digest[:12]} was never published here.")
            self._compiled[digest] = load_files(self._stored[digest], self._folder)
        return self._compiled[digest]

    async def publish(self, journal: Journal, now: float) -> None:
        """Put the current version on record, and take those published before from it."""
        published = await journal.read("company")
        for item in published:
            if isinstance(item.event, VersionPublished) and item.event.digest not in self._stored:
                body = await journal.get_blob(item.event.digest)
                if body is not None:
                    self._stored[item.event.digest] = json.loads(body)
        last = [item.event.digest for item in published if isinstance(item.event, VersionPublished)][-1:]
        if last != [self._digest]:
            await journal.put_blob(self._digest, json.dumps(self.files, sort_keys=True).encode())
            event = VersionPublished(digest=self._digest, name=self.current().policy.name)
            await journal.append(Write("company", (event,), now))
