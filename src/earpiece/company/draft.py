"""A company while it is being checked: what could be read of it, and the names of what could not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from earpiece.company.desk_forms import DeskForm
from earpiece.company.methods import Method
from earpiece.company.remote.forms import ServerForm
from earpiece.company.remote.operation import Operation
from earpiece.company.report import Report
from earpiece.company.schema import CompanyForm, ConsultForm, PageForm, PlaybookForm, ToolForm
from earpiece.domain.playbook import ANSWER_PAGE, ASKED_OUTSIDE, SETS_RIGHT, ConsultSpec, Page, Playbook, Source, Tool

WAYS_TO_A_PERSON = ("wants-person", "call-back", "hand-over")
"""Built-in playbooks that `wants_person` may name."""


@dataclass
class Draft:
    """`*_names` also hold the names of entries with mistakes, so that one mistake is told once."""

    files: Mapping[str, str]
    report: Report
    form: CompanyForm | None = None
    """company.yaml, if it has no mistakes."""
    named: CompanyForm = field(default_factory=lambda: CompanyForm(name=""))
    """The playbooks and consults it names, as far as they can be made out."""
    desk: DeskForm | None = None
    methods: dict[str, Method] = field(default_factory=dict)
    """Empty if tools.py could not be imported; see `tools_read`."""
    tools_read: bool = False
    servers: dict[str, ServerForm | None] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)
    """Of the tools that servers carry out, by the tool's name."""
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
    unclear: set[str] = field(default_factory=set)
    """Playbooks with mistakes in their YAML, of which it is not certain what they do."""
    tool_names: set[str] = field(default_factory=set)
    consult_names: set[str] = field(default_factory=set)
    playbook_names: set[str] = field(default_factory=set)
    page_names: set[str] = field(default_factory=set)

    def special_playbooks(self) -> set[str]:
        """Playbooks that the agent begins by itself."""
        named = self.named
        return {
            named.identify or "",
            named.begin_with or "",
            named.wants_person,
            *WAYS_TO_A_PERSON,
            named.ask_expert,
            named.correction,
            ANSWER_PAGE,
            SETS_RIGHT,
            ASKED_OUTSIDE,
        }

    def special_consults(self) -> set[str]:
        """Consults that the gate and the runtime ask by themselves."""
        return {self.named.unlisted_effect, self.named.unknown_outcome}
