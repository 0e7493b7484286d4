"""A company whose agent learns nothing, for worlds in which what is learned would be of no use, or in the way."""

from dataclasses import replace

from earpiece.domain.playbook import Company


def untaught(company: Company) -> Company:
    """The same company; all is judged by its own examples and rules, and nothing is looked at afterwards."""
    consults = {name: replace(spec, learn=None) for name, spec in company.consults.items()}
    return replace(company, policy=replace(company.policy, judgement=None), consults=consults)
