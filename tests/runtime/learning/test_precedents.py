"""An answer is kept once, published by whoever may, used for the next customer, and stopped on every node at once."""

import pytest

from earpiece.domain.errors import Conflict, Forbidden, Invalid, Moved
from earpiece.domain.learning import DecidedAlone
from earpiece.domain.precedent import Keep, PrecedentAgreed, PrecedentProposed
from earpiece.runtime.learning.teaching import id_of
from tests.runtime.learning.conftest import ANY_BOATS, BOATS, BOATS_TOO, SHELF, TALKS, Learners
from tests.support.stage import Stage

NO_BOATS = "We sell lamps only, no boats."


def test_one_key_on_the_card_and_the_next_customer_has_the_answer(shop: Learners) -> None:
    """In other words than the first, without a person, and the story names the precedent."""
    card = shop.must_ask("maya", BOATS)
    assert card.may_keep == "publish"
    shop.publishes("dan", card, text=NO_BOATS)
    (kept,) = shop.kept("published")
    assert (kept.answer, kept.published_by, kept.scope) == (NO_BOATS, "dan", "always")
    assert shop.asks("liu", ANY_BOATS) is None
    assert NO_BOATS in shop.said
    (alone,) = shop.journal(DecidedAlone)
    assert alone.by == f"precedent {kept.id}"
    assert shop.look(kept.id).used == 1
    assert shop.asks("omar", TALKS) is not None  # another question is still asked


def test_an_answer_is_kept_once_also_after_a_crash(shop: Learners) -> None:
    """What was lost between the answer and what is learned from it is made up for at the start; twice adds nothing."""
    card = shop.must_ask("maya", BOATS)
    teaching = shop.engine.precedents.teaching
    teaching.begin = lambda card: None  # type: ignore[method-assign] # the node dies before it has begun
    shop.keeps("dan", card, Keep(publish=True, reason="Lamps are what we do."), text=NO_BOATS)
    assert shop.kept() == []
    shop.restarts()
    (kept,) = shop.kept("published")
    assert kept.reason == "Lamps are what we do."
    shop.joins()
    for node in shop.nodes:
        shop.run(node.engine.precedents.teaching.learn(card.id))
    assert len(shop.journal(PrecedentProposed, f"precedent/{id_of(card.id)}")) == 1
    assert len(shop.kept()) == 1


def test_who_says_the_same_agrees_and_who_does_not_is_shown(shop: Learners) -> None:
    """A contradiction is not published until a supervisor has settled it; the other answer is then used no more."""
    first, second = shop.must_ask("maya", BOATS), shop.must_ask("liu", ANY_BOATS)
    third = shop.must_ask("omar", BOATS_TOO)
    shop.keeps("dan", first, text=NO_BOATS)
    shop.keeps("cleo", second, text="Yes, we sell boats from 2 metres on.")
    shop.keeps("cleo", third, text="We sell lamps only, no boats!")
    (disputed,) = shop.kept("contradicted")
    assert len(shop.journal(PrecedentAgreed, f"precedent/{id_of(first.id)}")) == 1
    assert {said.answer for said in disputed.agreed + disputed.differed} >= {NO_BOATS}
    with pytest.raises(Conflict, match="answered otherwise before"):
        shop.run(shop.engine.precedents.publish(shop.person("dan"), id_of(first.id)))
    with pytest.raises(Forbidden, match="supervisor"):
        shop.run(shop.engine.precedents.settle(shop.person("dan"), disputed.id, first.id))
    settled = shop.run(shop.engine.precedents.settle(shop.person("cleo"), disputed.id, first.id))
    assert (settled.id, settled.standing, settled.differed) == (id_of(first.id), "published", [])
    assert [each.id for each in shop.kept("retired")] == [id_of(second.id)]
    assert shop.kept("contradicted") == []
    back = shop.run(shop.engine.precedents.restore(shop.person("cleo"), settled.id))
    assert (back.standing, len(back.differed)) == ("candidate", 1)  # one click takes all of it back


def test_publishing_against_others_is_refused_before_the_answer_counts(shop: Learners) -> None:
    """So that nobody answers and only later hears that it will not hold."""
    first, second = shop.must_ask("maya", BOATS), shop.must_ask("liu", ANY_BOATS)
    shop.publishes("dan", first, text=NO_BOATS)
    with pytest.raises(Conflict, match=r"Dan answered: We sell lamps only"):
        shop.publishes("cleo", second, text="Yes, we sell boats from 2 metres on.")
    assert shop.run(shop.engine.desk.card(shop.person("cleo"), second.id)).status == "open"


def test_who_may_not_publish_proposes(shop: Learners) -> None:
    """An expert of another team sees nothing of it; where the company says so, only supervisors publish."""
    card = shop.must_ask("maya", BOATS)
    shop.keeps("dan", card, text=NO_BOATS)
    assert shop.kept(expert="ann") == []
    with pytest.raises(Forbidden):
        shop.run(shop.engine.precedents.publish(shop.person("ann"), id_of(card.id)))
    assert shop.kept(expert="dan")[0].may_publish


@pytest.mark.parametrize(
    ("keep", "field"),
    [(Keep(scope="customer"), "keep.scope"), (Keep(expires_at=1.0, publish=True), "keep.expires_at")],
    ids=["a guest", "over before it begins"],
)
def test_what_cannot_be_kept_is_said_before_the_answer_counts(shop: Learners, keep: Keep, field: str) -> None:
    card = shop.must_ask(None, BOATS)
    with pytest.raises(Invalid) as refused:
        shop.keeps("dan", card, keep, text=NO_BOATS)
    assert refused.value.details["field"] == field


def test_words_about_one_customer_hold_for_nobody_else(shop: Learners) -> None:
    """Neither published for all, nor suggested to others."""
    card = shop.must_ask("maya", BOATS)
    with pytest.raises(Invalid, match="speaks of this customer"):
        shop.publishes("dan", card, text="No boats for you, Maya.")
    shop.keeps("dan", card, text="No boats for you, Maya.")
    (kept,) = shop.kept()
    assert kept.scope == "customer"
    with pytest.raises(Invalid, match="hold for nobody else"):
        shop.run(shop.engine.precedents.publish(shop.person("cleo"), kept.id, scope="always"))
    shop.run(shop.engine.precedents.publish(shop.person("cleo"), kept.id))
    assert shop.asks("liu", ANY_BOATS) is not None
    assert shop.asks("maya", ANY_BOATS) is None


def test_what_holds_for_one_customer_is_no_voice_for_all(shop: Learners) -> None:
    """Nor does it narrow what holds for all."""
    shop.keeps("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    one = Keep(scope="customer", publish=True)
    shop.keeps("dan", shop.must_ask("liu", ANY_BOATS), one, text="Yes, we have one left for you.")
    assert [(each.scope, len(each.agreed)) for each in shop.kept()] == [("customer", 1), ("always", 1)]
    assert shop.kept("contradicted") == []
    assert shop.asks("omar", BOATS_TOO) is not None
    assert shop.asks("liu", BOATS_TOO) is None
    assert "one left for you" in shop.said


def test_a_recall_stops_it_on_every_node_and_drafts_the_corrections(shop: Learners) -> None:
    """The other node had used it a moment before."""
    shop.publishes("dan", shop.must_ask("maya", BOATS), text="Yes, we sell boats.")
    (kept,) = shop.kept("published")
    other = shop.joins().engine
    shop.nodes.reverse()
    assert shop.engine is other
    assert shop.asks("liu", ANY_BOATS) is None
    used = shop.chat
    shop.nodes.reverse()
    recalled = shop.run(
        shop.engine.precedents.recall(shop.person("cleo"), kept.id, "Never.", "We sell lamps only."), wait=0
    )
    shop.nodes.reverse()
    assert shop.asks("omar", ANY_BOATS) is not None
    touched = {each.conversation: each for each in recalled.touched}
    assert len(touched) == 2  # the one that a person answered, too
    assert touched[used].said == "Yes, we sell boats."
    assert touched[used].draft.endswith("We sell lamps only.")
    assert "Yes, we sell boats." in touched[used].draft
    guide = shop.engine.supervising.guide(shop.person("cleo"), used, touched[used].draft, kind="say", key="g1")
    assert shop.run(guide).done
    story = shop.run(shop.engine.desk.story(used), wait=0)
    assert any(kept.id in line.detail for line in story)
    assert "Cleo found the answer wrong: What should we answer?" in " ".join(line.what for line in story)
    back = shop.run(shop.engine.precedents.restore(shop.person("cleo"), kept.id))
    assert back.standing == "published"


def test_a_decision_under_way_is_refused_when_its_precedent_is_taken_back(shop: Learners) -> None:
    """What another node recalls between the look and the append is not used."""
    shop.publishes("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    card = shop.must_ask("liu", TALKS)
    (kept,) = shop.kept("published")
    question = shop.state().consults[card.id].question.model_copy(update={"text": BOATS})
    company = shop.engine.ports.companies.current()
    state = shop.state()
    fit = shop.run(shop.engine.precedents.fitting(question, state, company), wait=0)
    assert fit is not None
    shop.run(shop.disk.append(fit.guard(0.0)), wait=0)  # nothing has changed
    shop.run(shop.engine.precedents.retire(shop.person("cleo"), kept.id))
    with pytest.raises(Moved):
        shop.run(shop.disk.append(fit.guard(0.0)))


def test_what_a_person_found_wrong_is_recalled(shop: Learners) -> None:
    """Oversight overturns the answer, and with it what was kept of it."""
    card = shop.must_ask("maya", BOATS)
    shop.publishes("dan", card, text="Yes, we sell boats.")
    shop.run(shop.engine.oversight.overturn(shop.person("cleo"), card.id, "We do not."))
    assert shop.asks("liu", ANY_BOATS) is not None
    assert [each.standing for each in shop.kept("retired")] == ["recalled"]


def test_it_ends_when_it_was_said_to_end(shop: Learners) -> None:
    """Without anybody doing anything."""
    now = shop.run(shop.now(), wait=0)
    shop.keeps("dan", shop.must_ask("maya", BOATS), Keep(publish=True, expires_at=now + 3600), text=NO_BOATS)
    assert shop.asks("liu", ANY_BOATS) is None
    shop.passes(3600)
    assert shop.asks("omar", ANY_BOATS) is not None


def test_a_rehearsal_says_what_it_would_have_answered(shop: Learners) -> None:
    """Before anybody publishes it."""
    first, second = shop.must_ask("maya", BOATS), shop.must_ask("liu", ANY_BOATS)
    third, fourth = shop.must_ask("omar", BOATS_TOO), shop.must_ask("zoe", TALKS)
    for card, text in ((first, NO_BOATS), (second, NO_BOATS), (third, "Ask for 3 boats."), (fourth, "Yes, at six.")):
        shop.keeps("dan", card, text=text)
    rehearsed = shop.look(id_of(first.id)).rehearsed
    assert rehearsed is not None
    assert (rehearsed.fits, rehearsed.same, rehearsed.other) == (2, 1, 1)
    assert rehearsed.notes == ["Dan answered otherwise to “do you sell boats too”: Ask for 3 boats."]


def test_checks_and_approvals_teach_nothing(shop: Learners) -> None:
    """What was decided for one order says nothing about another."""
    shop.opens("maya")
    shop.says("refund please", "the lamp", "60", "broken")
    assert shop.run(shop.engine.desk.card(shop.person("cleo"), shop.card().id)).may_keep == "no"
    shop.answers("cleo", decision="yes")
    assert shop.kept() == []


def test_how_often_it_was_suggested_is_counted(shop: Learners) -> None:
    """A card counts when somebody was shown it."""
    shop.keeps("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    card = shop.must_ask("liu", ANY_BOATS)
    (suggested,) = [each for each in card.suggestions if each.source.startswith("precedent ")]
    assert suggested.answer == {"text": NO_BOATS}
    assert shop.kept()[0].suggested == 0
    shop.run(shop.engine.desk.seen(shop.person("dan"), card.id, card.revision))
    assert shop.kept()[0].suggested == 1


def test_an_earlier_answer_can_be_opened_from_the_card(shop: Learners) -> None:
    """With what was asked and why it was answered so, and nothing of whom."""
    shop.keeps("dan", shop.must_ask("maya", BOATS), Keep(reason="Lamps only."), text=NO_BOATS)
    card = shop.must_ask("liu", ANY_BOATS)
    source = card.suggestions[0].source
    view = shop.run(shop.engine.evidence.open(shop.person("dan"), card.id, source))
    assert [(line.label, line.text) for line in view.lines][-2:] == [("Dan", NO_BOATS), ("Because", "Lamps only.")]
    assert "Maya" not in view.model_dump_json()


def test_words_are_searched_for_and_pages_counted(shop: Learners) -> None:
    shop.keeps("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    shop.keeps("dan", shop.must_ask("liu", TALKS), text="Yes, at six.")
    assert [each.answer for each in shop.kept(words="LAMPS only")] == [NO_BOATS]
    assert [each.answer for each in shop.kept(words="friday")] == ["Yes, at six."]
    assert len(shop.kept(words="whales")) == 0


def test_what_is_asked_inside_a_request_is_known_by_its_words(shop: Learners) -> None:
    """The warranty's question has an option; a published choice counts like one a person made."""
    card = shop.must_ask("maya", "does the warranty pay", SHELF)
    shop.keeps("dan", card, choice="covered")
    (kept,) = shop.kept()
    assert (kept.answer, kept.consult) == ("It is covered", "warranty")
    assert isinstance(shop, Stage)
