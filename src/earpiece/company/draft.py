"""A company while it is being checked: what could be read of it, and the names of what could not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from earpiece.company.methods import Method
from earpiece.company.report import Report
from earpiece.company.schema import CompanyForm, ConsultForm, DeskForm, PageForm, PlaybookForm, ToolForm
from earpiece.domain.playbook import ConsultSpec, Page, Playbook, Source, Tool


@dataclass
class Draft:
    """`*_names` also hold the names of entries with mistakes, so that one mistake is told once."""

    files: Mapping[str, str]
    report: Report
    form: CompanyForm | None = None
    desk: DeskForm | None = None
    methods: dict[str, Method] = field(default_factory=dict)
    """Empty if tools.py could not be imported; see `tools_read`."""
    tools_read: bool = False
    tool_forms: dict[str, ToolForm] = field(default_factory=dict)
    consult_forms: dict[str, ConsultForm] = field(default_factory=dict)
    playbook_forms: dict[str, PlaybookForm] = field(default_factory=dict)
    tools: dict[str, Tool] = field(default_factory=dict)
    consults: dict[str, ConsultSpec] = field(default_factory=dict)
    playbooks: dict[str, Playbook] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    page_forms: dict[str, PageForm] = field(default_factory=dict)
    phrases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    phrase_sources: dict[str, Source] = field(default_factory=dict)
    tool_names: set[str] = field(default_factory=set)
    consult_names: set[str] = field(default_factory=set)
    playbook_names: set[str] = field(default_factory=set)
    page_names: set[str] = field(default_factory=set)

    def special_playbooks(self) -> set[str]:
        """Playbooks that the agent begins by itself."""
        form = self.form
        return {form.identify or "", form.wants_person, form.ask_expert, form.correction} if form else set()

    def special_consults(self) -> set[str]:
        """Consults that the gate and the runtime ask by themselves."""
        return {self.form.unlisted_effect, self.form.unknown_outcome} if self.form else set()
