"""Loads and checks a company folder: playbooks, knowledge, tools, consults, desk. See docs/company.md."""

from earpiece.company.load import Findings, check_files, check_folder, load_company, load_files
from earpiece.company.schema import json_schemas
from earpiece.company.toolbox import Toolbox, load_toolbox
from earpiece.company.version import digest_of
from earpiece.domain.errors import ToolError

__all__ = [
    "Findings",
    "ToolError",
    "Toolbox",
    "check_files",
    "check_folder",
    "digest_of",
    "json_schemas",
    "load_company",
    "load_files",
    "load_toolbox",
]
