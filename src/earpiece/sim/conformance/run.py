"""Runs the checks against an installation, a few at a time, and clears away what they opened."""

import asyncio
from collections.abc import Callable, Sequence

import httpx2

from earpiece.domain.errors import EarpieceError
from earpiece.sim.conformance.findings import Unfit
from earpiece.sim.conformance.report import Outcome, Report
from earpiece.sim.conformance.site import Site
from earpiece.sim.conformance.suite import SUITE, Check
from earpiece.sim.conformance.withdrawal import clear_away

AT_ONCE = 6
LONGEST = 150.0
"""Seconds after which a check counts as broken; the longest one waits for a minute."""
Tell = Callable[[Outcome], None]


async def prove(site: Site, checks: Sequence[Check] = SUITE, tell: Tell = lambda _: None) -> Report:
    """Run the checks; `tell` hears each outcome at once. Raises Invalid, Unauthenticated, Unusable if the
    installation cannot be used at all."""
    await site.meet()
    report = Report(site.urls)
    found: dict[Check, Outcome] = {}
    door = asyncio.Semaphore(AT_ONCE)

    async def run(check: Check) -> None:
        async with door:
            visit = site.visit()
            try:
                found[check] = await _run(visit, check)
            finally:
                report.left += filter(None, await asyncio.gather(*map(clear_away, visit.mine)))
        tell(found[check])

    for late in (False, True):
        async with asyncio.TaskGroup() as group:
            for check in sorted(checks, key=lambda check: not check.long):
                if check.late == late:
                    group.create_task(run(check))
    if site.found.neighbour is not None and (left := await clear_away(site.found.neighbour)):
        report.left.append(left)
    report.opened = len(site.talks)
    report.outcomes = [found[check] for check in checks]
    return report


async def _run(site: Site, check: Check) -> Outcome:
    try:
        async with asyncio.timeout(LONGEST):
            await check.run(site)
    except Unfit as unfit:
        return Outcome(check, "skipped", unfit.message)
    except (KeyError, TypeError, ValueError) as error:
        return Outcome(check, "broken", f"An answer has another shape than the API says: {error!r}")
    except (httpx2.TransportError, ConnectionError, TimeoutError) as error:
        return Outcome(check, "broken", f"The installation did not answer, or not in time: {error!r}")
    except EarpieceError as error:
        return Outcome(check, "broken", error.message)
    return Outcome(check, "held")
