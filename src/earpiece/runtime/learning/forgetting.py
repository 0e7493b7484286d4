"""When a customer is erased, the answers that hold their words lose them; what is left without any is retired."""

from contextlib import suppress

from earpiece.domain.errors import Conflict, Moved
from earpiece.domain.ports import Journal, Write
from earpiece.domain.precedent import NOTHING, Precedent, PrecedentForgot, fold

MOST_PRECEDENTS = 100_000
MOST_TRIES = 50


async def forget_answers(journal: Journal, subject: str, now: float) -> int:
    """Take the words of a customer or guest, by the name of their key, out of all precedents; of how many.

    Do it before the key is destroyed: then the lists still say which. Raises Conflict if a running server is faster
    again and again.
    """
    rows = await journal.rows("precedent_people", subject, MOST_PRECEDENTS)
    ids = sorted({str(row.fields["precedent"]) for row in rows})
    for id in ids:
        for _ in range(MOST_TRIES):
            with suppress(Moved):
                await _forget(journal, id, subject, now)
                break
        else:
            raise Conflict(f"The answer {id} does not come to rest: erase again in a moment.")
    return len(ids)


async def _forget(journal: Journal, id: str, subject: str, now: float) -> None:
    stream = f"precedent/{id}"
    one = fold(Precedent(id), await journal.read(stream))
    forgot = PrecedentForgot(name=one.name, person=subject, left=_left(one, subject))
    await journal.append(Write(stream, (forgot,), now, expected=one.position))


def _left(one: Precedent, subject: str) -> bool:
    """Whether a question could still be known as the same, and answered, without this person's words."""
    others = [taught for taught, _ in one.taught if taught.person != subject]
    theirs = one.scope != "always" and one.person == subject
    decided = one.own != NOTHING or bool(others)
    return not theirs and decided and bool(one.situation or others)
