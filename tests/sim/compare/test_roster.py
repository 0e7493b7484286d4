"""Who works on a compared day."""

from earpiece.insight.day import Day
from earpiece.sim.compare.roster import workers
from tests.sim.compare.days import small_day

SKILLS = ("accounts", "disputes", "fraud", "general")


def _teams(**team: object) -> Day:
    return small_day(teams=[{"count": 4, "skills": ["*"], "shift": ["08:00", "16:00"], **team}])


def test_skills_go_round() -> None:
    """With `each`, every next person begins where the one before ended; without, all have all that is named."""
    people = workers(_teams(each=3), SKILLS, 0)
    assert [person.skills for person in people[:2]] == [
        ("accounts", "disputes", "fraud"),
        ("general", "accounts", "disputes"),
    ]
    counts = [sum(skill in person.skills for person in people) for skill in SKILLS]
    assert counts == [3, 3, 3, 3]
    assert {person.skills for person in workers(_teams(), SKILLS, 0)} == {SKILLS}
    named = workers(_teams(skills=["fraud"]), SKILLS, 0)
    assert {person.skills for person in named} == {("fraud",)}


def test_pauses_follow_each_other_in_the_middle_of_the_shift() -> None:
    """One person at a time is away, and everybody once."""
    people = workers(_teams(pause_minutes=30), SKILLS, 0)
    pauses = [person.pause for person in people]
    assert pauses == [(10_800.0, 12_600.0), (12_600.0, 14_400.0), (14_400.0, 16_200.0), (16_200.0, 18_000.0)]
    assert not people[0].on_duty(10_800.0)
    assert people[0].on_duty(12_600.0)


def test_some_are_absent_by_chance() -> None:
    """The same ones for the same seed, and as many as the share says."""
    day = _teams(count=200, absent=0.3)
    came = [len(workers(day, SKILLS, seed)) for seed in range(5)]
    assert all(100 <= count <= 175 for count in came)
    assert len(set(came)) > 1
    assert workers(day, SKILLS, 1) == workers(day, SKILLS, 1)
