"""Promise 10: everything said has its sources, so that a wrong answer can be traced to whom it reached."""

from earpiece.domain.actions import Go, Refuse, Utter
from earpiece.domain.events import AgentSaid
from earpiece.gate.rule import rule
from tests.promises.story import REFUND
from tests.support.stage import SHOP, Stage


def _said(stage: Stage, words: str) -> AgentSaid:
    return next(said for said in stage.journal(AgentSaid) if words in said.text)


def test_every_sentence_names_where_it_comes_from(maya: Stage) -> None:
    """Pages, tools, experts, the playbook, the company's phrases: nothing comes from nowhere."""
    maya.says("can I send it back", *REFUND[:4])
    maya.answers("ann", decision="yes", note="It takes a week.")
    maya.says("do you sell boats")
    maya.answers("dan", text="In spring.")
    assert all(said.sources for said in maya.journal(AgentSaid))
    assert _said(maya, "30 days").sources == ("page returns",)
    assert "tool refund" in _said(maya, "on its way").sources
    assert any(source.startswith("consult ") for source in _said(maya, "In spring.").sources)


def test_a_customer_sees_the_page_an_answer_comes_from(maya: Stage) -> None:
    """By its title."""
    maya.says("can I send it back")
    items = maya.run(maya.engine.chats.view(maya.chat)).items
    assert [item.sources for item in items if "30 days" in item.text] == [["Returns"]]


def test_the_gate_refuses_words_without_a_source(maya: Stage) -> None:
    """Whoever proposes them; with a source the same words go."""
    nowhere = Utter("Our rate is 5 %.", "answer")
    assert isinstance(rule(nowhere, maya.state(), SHOP.current()), Refuse)
    somewhere = Utter("Our rate is 5 %.", "answer", sources=("page rates",))
    assert isinstance(rule(somewhere, maya.state(), SHOP.current()), Go)
