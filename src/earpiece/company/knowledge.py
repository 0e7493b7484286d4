"""A knowledge page: front matter between `---` lines, then the text. Its first paragraph is the answer."""

from earpiece.company.reading import read_one
from earpiece.company.report import Report
from earpiece.company.schema import PageForm
from earpiece.domain.playbook import Page, Source
from earpiece.gate.guards.flags import page_flag

FENCE = "---"


def read_page(name: str, file: str, text: str, report: Report) -> tuple[Page, PageForm] | None:
    """The page in `text`; None if it has mistakes, which are then in the report."""
    lines = text.splitlines()
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() == FENCE), None)
    if not lines or lines[0].rstrip() != FENCE or end is None:
        remedy = "begin with `---`, `title: …`, `examples: […]`, `---`"
        report.error(Source(file, 1), "this page has no front matter", remedy, "front_matter")
        return None
    form = read_one(PageForm, "\n".join(lines[1:end]), file, report, first_line=2)
    body = "\n".join(lines[end + 1 :]).strip()
    if not body:
        remedy = "write the answer; its first paragraph is what the customer hears"
        report.error(Source(file, end + 1), "this page has no text", remedy, "empty_page")
        return None
    if form is None:
        return None
    page = Page(name, form.title, " ".join(body.split("\n\n")[0].split()), body, form.examples)
    flag = page_flag(page)
    if flag is not None:
        message = f"this page reads like orders to an agent (it {flag.why}); the agent will not read it out"
        report.warn(Source(file, end + 2), message, "say it in words for customers; see docs/guards.md", "orders")
    return page, form
