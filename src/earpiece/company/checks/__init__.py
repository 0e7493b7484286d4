"""Checks across the files of a company: names that must exist, branches that must be there, promises that must hold."""

from earpiece.company.checks.company import check_company
from earpiece.company.checks.consults import check_consults
from earpiece.company.checks.desk import check_desk
from earpiece.company.checks.phrases import check_phrases
from earpiece.company.checks.playbooks import check_playbooks
from earpiece.company.checks.slots import check_slots
from earpiece.company.checks.targets import check_targets
from earpiece.company.checks.tools import check_tools
from earpiece.company.checks.values import check_values
from earpiece.company.draft import Draft


def check_all(draft: Draft) -> None:
    """Every check; what is found goes to the draft's report."""
    check_company(draft)
    check_tools(draft)
    check_consults(draft)
    check_slots(draft)
    check_playbooks(draft)
    check_values(draft)
    check_targets(draft)
    check_phrases(draft)
    check_desk(draft)
