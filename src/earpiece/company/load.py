"""A company folder, or a stored version of one, to a checked and compiled `Company`."""

import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import ModuleType

from earpiece.company import build
from earpiece.company.checks import check_all
from earpiece.company.checks.company import NAMED_CONSULTS, NAMED_PLAYBOOKS
from earpiece.company.desk_forms import DeskForm
from earpiece.company.draft import Draft
from earpiece.company.fields import Variants
from earpiece.company.knowledge import read_page
from earpiece.company.methods import OUTCOME, read_methods
from earpiece.company.modules import import_tools
from earpiece.company.open_parts import INSTRUCTIONS, with_instructions, with_model
from earpiece.company.reading import read_entries, read_one
from earpiece.company.remote.operations import operations_of, read_servers
from earpiece.company.report import Report
from earpiece.company.schema import CompanyForm, ConsultForm, PlaybookForm, ToolForm
from earpiece.company.version import BUILTIN, digest_of, read_folder, with_builtins
from earpiece.company.yaml_lines import parse
from earpiece.domain.errors import InvalidCompany, Problem
from earpiece.domain.playbook import Company, Source

ORDINARY_ERRORS = (
    ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, NameError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError,
)  # fmt: skip
"""What a mistake in somebody's Python file raises while it is imported."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look at a company found. There is a company only if there are no problems."""

    files: Mapping[str, str]
    company: Company | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def load_company(folder: Path) -> Company:
    """The company in `folder`; raises InvalidCompany with every mistake."""
    return _sound(check_folder(folder))


def load_files(files: Mapping[str, str], folder: str = ".") -> Company:
    """The company made of `files` (path → text), such as a stored version; raises InvalidCompany."""
    return _sound(check_files(files, folder=folder))


def check_folder(folder: Path) -> Findings:
    """Everything that is wrong or doubtful in `folder`, and the company if nothing is wrong."""
    report = Report()
    if not folder.is_dir():
        report.error(Source(str(folder), 1), "there is no such folder", "name a company folder", "no_folder")
        return Findings({}, None, *report.in_order())
    return check_files(read_folder(folder, report), report, str(folder.resolve()))


def check_files(files: Mapping[str, str], report: Report | None = None, folder: str = ".") -> Findings:
    """The same for files that were read already."""
    draft = Draft(with_builtins(files), report or Report())
    _read_single_files(draft)
    _read_tools(draft, folder)
    _read_consults(draft)
    _read_phrases(draft)
    _read_playbooks(draft)
    _read_pages(draft)
    check_all(draft)
    problems, warnings = draft.report.in_order()
    return Findings(draft.files, None if problems else _company(draft), problems, warnings)


def _sound(findings: Findings) -> Company:
    if findings.company is None:
        raise InvalidCompany(list(findings.problems))
    return findings.company


def _company(draft: Draft) -> Company:
    assert draft.form is not None, "a company without company.yaml has a problem"
    return Company(
        digest=digest_of(draft.files),
        policy=build.policy(draft.form),
        playbooks=draft.playbooks,
        tools=with_model(draft.tools, draft.playbooks),
        consults=draft.consults,
        pages=draft.pages,
        phrases=draft.phrases,
        experts=build.experts(draft.desk),
        hours=build.hours(draft.desk),
        slack=build.slack(draft.desk),
    )


def _read_single_files(draft: Draft) -> None:
    if "company.yaml" in draft.files:
        draft.form = read_one(CompanyForm, draft.files["company.yaml"], "company.yaml", draft.report)
        draft.named = draft.form or _names_in(draft.files["company.yaml"])
    else:
        remedy = "add it; `name: Your company` is enough to begin with"
        draft.report.error(Source("company.yaml", 1), "there is no company.yaml", remedy, "no_company")
    if "desk.yaml" in draft.files:
        draft.desk = read_one(DeskForm, draft.files["desk.yaml"], "desk.yaml", draft.report)


def _names_in(text: str) -> CompanyForm:
    """What a company.yaml with mistakes still names, so that nothing else is blamed for them."""
    data = parse(text, "company.yaml", Report())
    given = data if isinstance(data, dict) else {}
    names = {key: given[key] for key in (*NAMED_PLAYBOOKS, *NAMED_CONSULTS) if isinstance(given.get(key), str)}
    return CompanyForm.model_validate({"name": "", **names})


def _read_tools(draft: Draft, folder: str) -> None:
    module = _import(draft, folder) if "tools.py" in draft.files else None
    if module:
        draft.methods, draft.tools_read = read_methods(module, draft.report), True
    has_check = hasattr(getattr(module, "Tools", None), OUTCOME)
    entries = list(read_entries(ToolForm, draft.files.get("tools.yaml", ""), "tools.yaml", draft.report))
    draft.tool_forms = {name: form for name, _, form in entries if form}
    draft.servers = read_servers(draft.files, draft.report)
    draft.operations = operations_of(draft.tool_forms, draft.servers, draft.files, draft.report)
    for name, source, form in entries:
        draft.tool_names.add(name)
        if form:
            behind = draft.operations.get(name) if form.from_ else draft.methods.get(name)
            # What happened elsewhere, tools.py does not know.
            can_tell = form.outcome is not None if form.from_ else has_check
            draft.tools[name] = build.tool(name, source, form, behind.parameters if behind else {}, can_tell)


def _import(draft: Draft, folder: str) -> ModuleType | None:
    try:
        return import_tools(draft.files, digest_of(draft.files), folder)
    except ORDINARY_ERRORS as error:
        at = _raised_at(error, folder)
        message = f"importing tools.py fails: {type(error).__name__}: {error}"
        draft.report.error(at, message, "mend the Python file; it must import on its own", "import")
        return None


def _raised_at(error: Exception, folder: str) -> Source:
    """The last place in the company's own files that led to the error."""
    frames = [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(sys.exc_info()[2])]
    if isinstance(error, SyntaxError):
        frames.append((error.filename or "", error.lineno or 1))
    own = [(file.removeprefix(f"{folder}/"), line) for file, line in frames if file.startswith(f"{folder}/")]
    return Source(*own[-1]) if own else Source("tools.py", 1)


def _read_consults(draft: Draft) -> None:
    for file in (f"{BUILTIN}consults.yaml", "consults.yaml"):
        for name, source, form in read_entries(ConsultForm, draft.files.get(file, ""), file, draft.report):
            draft.consult_names.add(name)
            if form:
                draft.consult_forms[name] = form
                draft.consults[name] = build.consult(name, source, form)


def _read_phrases(draft: Draft) -> None:
    for file in (f"{BUILTIN}phrases.yaml", "phrases.yaml"):
        for name, source, variants in read_entries(Variants, draft.files.get(file, ""), file, draft.report):
            if variants:
                draft.phrases[name] = variants
                draft.phrase_sources[name] = source


def _read_playbooks(draft: Draft) -> None:
    built_in = [path for path in draft.files if path.startswith(f"{BUILTIN}playbooks/")]
    own = [path for path in draft.files if path.startswith("playbooks/") and not path.endswith(INSTRUCTIONS)]
    for path in built_in + own:
        name = PurePosixPath(path).stem
        draft.playbook_names.add(name)
        mistakes = len(draft.report.errors)
        form = read_one(PlaybookForm, draft.files[path], path, draft.report)
        if len(draft.report.errors) > mistakes:
            draft.unclear.add(name)
        if form:
            draft.playbook_forms[name] = form
            draft.playbooks[name] = with_instructions(draft, build.playbook(name, path, form))


def _read_pages(draft: Draft) -> None:
    for path in draft.files:
        if path.startswith("knowledge/"):
            name = PurePosixPath(path).stem
            draft.page_names.add(name)
            page = read_page(name, path, draft.files[path], draft.report)
            if page:
                draft.pages[name], draft.page_forms[name] = page
