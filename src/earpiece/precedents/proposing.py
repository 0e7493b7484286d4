"""When people keep answering the same, the company can say so itself: a change to a page or a playbook, as a readable
difference with test conversations. Text only: a person reads it, changes it, applies it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff

from earpiece.domain.errors import Invalid
from earpiece.domain.playbook import Ask, Company, ConsultSpec, Playbook
from earpiece.domain.precedent import Precedent
from earpiece.precedents.matching import taught_facts
from earpiece.precedents.yaml_text import examples_added, quoted, wrapped

LEAST = 3
"""So many people's answers make a stable line."""
MOST_EXAMPLES = 8
MOST_TITLE = 60

_PRIVATE = re.compile(r"\[[a-z ]+\]")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to the company's folder. `files` are the changed ones by their path, as they would be; `tests` goes into
    `rehearsals/`."""

    title: str
    why: str
    files: Mapping[str, str]
    tests: str
    before: Mapping[str, str] = field(default_factory=dict)

    @property
    def diff(self) -> str:
        """What changes, as a unified difference that `git apply` and `patch -p1` understand."""
        parts = []
        for path, text in self.files.items():
            old = self.before.get(path)
            before = f"a/{path}" if old is not None else "/dev/null"
            lines = unified_diff((old or "").splitlines(True), text.splitlines(True), before, f"b/{path}")
            parts.append("".join(lines))
        return "".join(parts)


def why_not_stable(one: Precedent, contradicted: int, other: int) -> str:
    """Why it is too early to change the company's folder for this answer; empty if it is not."""
    if one.standing in ("retired", "recalled"):
        return f"This answer is {one.standing}."
    if one.scope != "always":
        return "This answer does not hold for everybody."
    if contradicted or other:
        return "People have answered this differently; settle it first."
    if len(one.taught) < LEAST:
        given = f"{len(one.taught)} time{'' if len(one.taught) == 1 else 's'}"
        return f"It was given {given}; from {LEAST} answers of people on it is a stable line."
    return ""


def propose(one: Precedent, company: Company, files: Mapping[str, str], customer: str = "") -> Proposal:
    """The change that makes the question unnecessary. `files` are those of the company's folder; in the test
    conversations `customer` comes, an id that its tools know.

    Raises Invalid with the reason where no change can be read off the answers.
    """
    spec, decision = company.consults.get(one.name), one.decision
    if spec is None:
        raise Invalid(f"The company no longer asks {one.name!r}.")
    situations = _situations(one)
    if decision.choice is not None and decision.choice.startswith(("page/", "playbook/")):
        return _more_examples(one, company, files, situations, customer)
    if decision.choice is not None:
        return _rule(one, spec, company, files, customer)
    if not spec.suggest_targets:
        raise Invalid("These are own words inside a request: which rule they come to is for a person to write.")
    return _page(one, files, situations, customer)


def _situations(one: Precedent) -> list[str]:
    """What customers said, each once, without those in which something private was taken out."""
    said = [one.situation, *(taught.situation for taught, _ in one.taught)]
    return [each for each in dict.fromkeys(said) if each and not _PRIVATE.search(each)][:MOST_EXAMPLES]


# ── a page ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(one: Precedent, files: Mapping[str, str], situations: Sequence[str], customer: str) -> Proposal:
    """A knowledge page that gives the answer."""
    if not situations:
        raise Invalid("All that customers said of this is private, so nothing is left to write a page by.")
    title = _title(situations[0])
    path = _free(f"knowledge/{_slug(title)}.md", files)
    lines = "\n".join(f"  - {quoted(each)}" for each in situations)
    reason = f"\n\n{one.reason}" if one.reason else ""
    text = f"---\ntitle: {quoted(title)}\nexamples:\n{lines}\n---\n{(one.decision.text or '').strip()}{reason}\n"
    tests = _conversation(title, situations[0], customer, said=_first_words(one.decision.text or ""))
    why = f"People gave this answer {len(one.taught)} times; with a page of its own the agent gives it by itself."
    return Proposal(f"A page: {title}", why, {path: text}, tests)


def _more_examples(
    one: Precedent, company: Company, files: Mapping[str, str], situations: Sequence[str], customer: str
) -> Proposal:
    """Words by which the page or the request is known that answers this."""
    target = one.decision.choice or ""
    kind, _, name = target.partition("/")
    path = f"knowledge/{name}.md" if kind == "page" else f"playbooks/{name}.yaml"
    if not company.knows(target) or path not in files:
        raise Invalid(f"The company's folder has no {path}.")
    known = company.pages[name].examples if kind == "page" else company.playbooks[name].examples
    new = [each for each in situations if each not in known]
    if not new:
        raise Invalid(f"{path} knows these words already.")
    title = company.title(target)
    said = _first_words(company.pages[name].answer) if kind == "page" else ""
    why = f"People sent {len(one.taught)} customers who asked in such words to “{title}”."
    tests = _conversation(f"asked in other words: {title}", new[0], customer, said=said)
    changed = {path: examples_added(files[path], new)}
    return Proposal(f"Further words for “{title}”", why, changed, tests, {path: files[path]})


# ── a rule ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rule(
    one: Precedent, spec: ConsultSpec, company: Company, files: Mapping[str, str], customer: str
) -> Proposal:  # fmt: skip
    """A condition in the playbook: where it holds, the branch of that answer is taken without asking."""
    places = [(book, step) for book in company.playbooks.values() for step in book.program if isinstance(step, Ask)]
    asked = [(book, step) for book, step in places if step.consult == one.name and step.source.file in files]
    if len(asked) != 1:
        raise Invalid(f"{one.name!r} is asked at {len(asked)} places of the playbooks: change them by hand.")
    (book, step), choice = asked[0], one.decision.choice or ""
    condition, answers = _condition(one, spec, book)
    if not condition:
        raise Invalid("No fact of these cases is the same in all of them, so that no rule can be read off.")
    path, label = step.source.file, spec.options.get(choice, choice)
    text = wrapped(files[path], step.source.line, condition, choice if choice in step.on else None)
    why = f"People chose “{label}” {len(one.taught)} times, always where {condition}."
    said = _situations(one)
    tests = _conversation(f"{label}, without asking", said[0] if said else "", customer, answers=answers)
    return Proposal(f"A rule in “{book.title}”: {label}", why, {path: text}, tests, {path: files[path]})


def _condition(one: Precedent, spec: ConsultSpec, book: Playbook) -> tuple[str, dict[str, str]]:
    """What is the same in all cases, as an expression; and what the customer answered of it, by slot."""
    expressions, parts, answers = dict(spec.facts), [], {}
    for fact in taught_facts(one):
        expression = expressions.get(fact.label)
        if expression is None or _PRIVATE.search(fact.value) or len(fact.value.split()) > 6:
            continue
        slot = book.slots.get(expression)
        keys = {label: key for key, label in slot.options.items()} if slot is not None else {}
        parts.append(_equals(expression, keys.get(fact.value, fact.value)))
        if slot is not None:
            answers[slot.name] = fact.value
    return " and ".join(parts), answers


def _equals(expression: str, value: str) -> str:
    if value in ("yes", "no"):
        return expression if value == "yes" else f"not {expression}"
    return f"{expression} == {quoted(value, single=True)}"


# ── test conversations ────────────────────────────────────────────────────────────────────────────────────────────────


def _conversation(
    name: str, says: str, customer: str, said: str = "", answers: Mapping[str, str] | None = None
) -> str:  # fmt: skip
    """A rehearsal that passes once nobody is asked any more."""
    lines = [f"- name: {quoted(name)}", f"  customer: {customer or 'somebody'}", "  verified: true"]
    lines.append(f"  says: {quoted(says or 'write here what the customer says')}")
    if answers is not None:
        lines.append("  answers:  # and what else is asked before")
        lines += [f"    {slot}: {quoted(value)}" for slot, value in answers.items()]
    lines += ["  expect:", "    consults: []"]
    lines += [f"    said: [{quoted(said)}]"] if said else []
    return "\n".join(lines) + "\n"


def _first_words(text: str) -> str:
    return " ".join(text.split()[:6])


def _title(words: str) -> str:
    plain = re.sub(r"\s+", " ", words).strip().rstrip("?!.")
    short = plain if len(plain) <= MOST_TITLE else plain[:MOST_TITLE].rpartition(" ")[0]
    return short[:1].upper() + short[1:]


def _slug(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.casefold())[:6]) or "page"


def _free(path: str, files: Mapping[str, str]) -> str:
    """The path, or one like it that no file has."""
    stem, number = path.removesuffix(".md"), 2
    while path in files:
        path, number = f"{stem}-{number}.md", number + 1
    return path
