"""Consults that agents elsewhere may name."""

from earpiece.company.load import check_files, load_files

CONSULT = """
fees:
  kind: approval
  question: "Is this fine?"
  skill: fees
  outside: true
  ladder: [{after: 30s, do: remind}, {after: 4h, do: expire}]
"""
ASKED_HERE = """
about: Something with fees
examples: ["a fee", "my fee", "the fee"]
steps:
  - ask: fees
    on: {expired: [{say: "Later."}]}
"""


def test_who_only_asks_from_elsewhere_tells_its_customers_itself() -> None:
    """So its ladder needs no promise; one that a playbook asks too does."""
    files = {"company.yaml": "name: Tiny\n", "consults.yaml": CONSULT}
    assert load_files(files).consults["fees"].outside
    found = check_files({**files, "playbooks/fee.yaml": ASKED_HERE})
    assert "no_promise" in {problem.code for problem in (*found.problems, *found.warnings)}


def test_none_may_be_named_unless_it_says_so() -> None:
    plain = CONSULT.replace("  outside: true\n", "").replace("remind", "promise")
    company = load_files({"company.yaml": "name: Tiny\n", "consults.yaml": plain})
    assert [name for name, spec in company.consults.items() if spec.outside] == ["asked-outside"]
