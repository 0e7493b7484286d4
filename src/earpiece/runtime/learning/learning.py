"""How far the agent decides alone, class by class, in figures and plain words."""

from earpiece.domain.learning import REQUESTS, class_of
from earpiece.domain.playbook import Company, Judgement
from earpiece.domain.ports import Row
from earpiece.runtime.learning.account import Account, Settings, Stretch
from earpiece.runtime.learning.classes import Classes
from earpiece.runtime.learning.deciding import settings_of
from earpiece.runtime.learning.reading import LEAST
from earpiece.runtime.learning.views import ClassView, LearningView, Point, WrongView
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.people import People

MOST_PRECEDENTS = 10_000
MOST_WRONG = 20

MOSTLY = 0.5
"""From this share of the latest decisions on a class decides alone; below, it is earning that."""


class Learning:
    """For everybody on the human side: figures only, nothing of customers."""

    def __init__(self, ports: Ports, classes: Classes, people: People) -> None:
        self._ports = ports
        self._classes = classes
        self._people = people

    async def classes(self) -> LearningView:
        """Every class of which anything was judged, and those that the company lets the agent learn."""
        company = self._ports.companies.current()
        possible = _possible(company)
        names = list(dict.fromkeys([*possible, *await self._classes.names()]))
        views = [_view(await self._classes.now(name), possible.get(name), company) for name in names]
        rows = self._ports.journal.rows
        return LearningView(
            classes=sorted(views, key=lambda view: (view.id != REQUESTS, -view.decided, view.id)),
            precedents=len(await rows("precedents", "published", MOST_PRECEDENTS)),
            candidates=len(await rows("precedents", "candidate", MOST_PRECEDENTS)),
            answered_alone=len(await rows("precedent_used", limit=MOST_PRECEDENTS)),
            wrong=[await self._wrong(row) for row in await rows("audits", "wrong", MOST_WRONG, newest=True)],
        )

    async def _wrong(self, row: Row) -> WrongView:
        by = str(row.fields["by"])
        return WrongView(
            id=str(row.fields["class"]), conversation=str(row.fields["conversation"]), at=row.at, by=by,
            name=await self._people.name(by),
        )  # fmt: skip


def _possible(company: Company) -> dict[str, Settings]:
    """What the company lets the agent learn, as it is set now."""
    found: dict[str, Settings] = {}
    if company.policy.judgement is not None:
        usual: Judgement = company.policy.judgement
        found[REQUESTS] = (usual.budget, usual.audits, LEAST)
    for spec in company.consults.values():
        if spec.learn is not None:
            settings = settings_of(company.policy, spec)
            found[class_of(spec.name)] = (settings.budget, settings.audits, settings.least)
    return found


def _view(account: Account, wanted: Settings | None, company: Company) -> ClassView:
    settings = wanted or account.settings
    counts, own = account.counts, account.own
    view = ClassView(
        id=account.id, title=_title(account.id), decided=counts["decided"], asked=counts["asked"],
        alone=counts["alone"], audited=counts["audited"], error=own.estimate,
        error_upper=own.upper if own.estimate is not None else None, budget=settings[0],
        threshold=account.verdict(1e-6, settings).threshold, curve=[_point(each) for each in account.stretches],
    )  # fmt: skip
    judgement = company.policy.judgement
    if account.id == REQUESTS and not view.decided and judgement is not None and judgement.start == "examples":
        return _told(view, "earning", "Your examples decide these from the start; what people say adds to them.")
    return _standing(view, account, settings, learns=wanted is not None)


def _title(id: str) -> str:
    """What a class decides, in words."""
    if id == REQUESTS:
        return "Which request it is"
    return id.removeprefix("consult ").replace("-", " ").replace("_", " ").capitalize()


def _point(stretch: Stretch) -> Point:
    asked = stretch.asked / stretch.decided if stretch.decided else 0.0
    return Point(at=stretch.at, decided=stretch.decided, asked=round(asked, 4), error=stretch.share.estimate)


def _standing(view: ClassView, account: Account, settings: Settings, *, learns: bool) -> ClassView:
    """Where the class stands, and what that means in a sentence."""
    answers, least = account.counts["answers"], settings[2]
    late = account.stretches[-2:]
    share = sum(each.decided - each.asked for each in late) / max(sum(each.decided for each in late), 1)
    if not learns:
        return _told(view, "asking", "The company does not let the agent learn this any more.")
    if account.overdrawn:
        why = f"About {view.error or 0.0:.0%} of its own decisions were wrong, over {view.budget:.0%}: it asks again."
        return _told(view, "lost", why)
    if account.vouched.lower > view.budget:
        why = "Too many published answers did not fit: it asks again, and suggests them."
        return _told(view, "lost", why)
    if share >= MOSTLY:
        return _told(view, "alone", f"It decides {share:.0%} of these alone, and asks about the rest.")
    if view.alone or answers >= least:
        return _told(view, "earning", f"It decides {share:.0%} of these alone by now, and asks about the rest.")
    known = "1 answer is" if answers == 1 else f"{answers} answers are"
    return _told(view, "asking", f"People decide these. {known} known, {least} are needed first.")


def _told(view: ClassView, standing: str, words: str) -> ClassView:
    return view.model_copy(update={"standing": standing, "words": words})
