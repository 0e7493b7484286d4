"""Builds what people see of a precedent from its state and from those that say otherwise."""

from collections.abc import Iterable, Mapping, Sequence

from earpiece.domain.event import ERASED
from earpiece.domain.forms import Answer
from earpiece.domain.playbook import Company
from earpiece.domain.precedent import Precedent, Taught
from earpiece.precedents.grouping import Rehearsal
from earpiece.runtime.learning.views import PrecedentView, Rehearsed, Said

MOST_NOTES = 3


def answer_in_words(answer: Answer, name: str, company: Company) -> str:
    """The answer as people read it: an option by its label, a page or request by its title."""
    if answer.choice is None:
        return answer.text or ERASED
    spec = company.consults.get(name)
    if spec is not None and answer.choice in spec.options:
        return spec.options[answer.choice]
    if answer.choice.startswith("page/") and company.knows(answer.choice):
        return f"Answer from “{company.title(answer.choice)}”"
    return company.title(answer.choice) if company.knows(answer.choice) else answer.choice


def people_of(precedents: Iterable[Precedent]) -> set[str]:
    """Ids of everybody whose name is shown."""
    found = set()
    for each in precedents:
        found |= {each.owner, each.published_by or "", *(taught.by for taught, _ in each.taught)}
    return found - {""}


def precedent_view(
    one: Precedent, rivals: Sequence[Precedent], company: Company, names: Mapping[str, str], *,
    used: int, suggested: int, may_publish: bool, rehearsed: Rehearsed | None = None,
) -> PrecedentView:  # fmt: skip
    """The precedent with who said so, and who otherwise. `rivals` are the live precedents that contradict it."""
    first = one.taught[0][0] if one.taught else None
    return PrecedentView(
        id=one.id, consult=one.name, question=first.question if first is not None else ERASED,
        situation=one.situation or (first.situation if first is not None else ERASED),
        facts=[(fact.label, fact.value) for fact in first.facts] if first is not None else [],
        answer=answer_in_words(one.decision, one.name, company), reason=one.reason, scope=one.scope,
        standing=one.standing, owner=one.owner, owner_name=names.get(one.owner, one.owner), made_at=one.made_at,
        expires_at=one.expires_at, published_by=one.published_by, used=used, suggested=suggested,
        agreed=[_said(taught, at, company, names) for taught, at in one.taught],
        differed=[_said(taught, at, company, names) for each in rivals for taught, at in each.taught],
        may_publish=may_publish, rehearsed=rehearsed,
    )  # fmt: skip


def _said(taught: Taught, at: float, company: Company, names: Mapping[str, str]) -> Said:
    return Said(
        by=taught.by, name=names.get(taught.by, taught.by), at=at, conversation=taught.conversation,
        card=taught.consult, answer=answer_in_words(taught.decision, taught.name, company), reason=taught.reason,
    )  # fmt: skip


def rehearsed_view(found: Rehearsal, outdated: str, company: Company, names: Mapping[str, str]) -> Rehearsed:
    """What the rehearsal found, in figures and words."""
    notes = [outdated] if outdated else []
    for each in found.other[:MOST_NOTES]:
        said = answer_in_words(each.decision, each.name, company)
        notes.append(f"{names.get(each.by, each.by)} answered otherwise to “{each.situation}”: {said}")
    return Rehearsed(fits=len(found.same) + len(found.other), same=len(found.same), other=len(found.other), notes=notes)


def has_words(one: Precedent, words: Sequence[str], company: Company) -> bool:
    """Whether all these words occur in what is known of it."""
    texts = [one.name, one.situation, one.reason, answer_in_words(one.decision, one.name, company)]
    texts += [part for taught, _ in one.taught for part in (taught.question, taught.situation, taught.reason)]
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words)
