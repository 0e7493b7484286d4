"""Guards on words: whatever the agent proposes to say, some things are not said."""

from dataclasses import replace

from earpiece.domain.actions import Go, Refuse, Utter
from earpiece.gate.rule import rule
from tests.support.stage import Stage


def _ruled(stage: Stage, words: Utter, **state: object) -> Go | Refuse:
    company = stage.engine.ports.companies.current()
    verdict = rule(words, replace(stage.state(), **state), company)  # type: ignore[arg-type]
    assert isinstance(verdict, Go | Refuse)
    return verdict


def test_nothing_of_an_account_is_said_to_a_guest(maya: Stage) -> None:
    """Words that draw on a tool for verified customers need one."""
    for source in ("tool my_orders", "tool my_orders, chosen in m2"):
        words = Utter("Your lamp was sent.", "result", sources=("playbook refund", source))
        assert _ruled(maya, words) == Go()
        refused = _ruled(maya, words, customer=None)
        assert isinstance(refused, Refuse)
        assert refused.code == "not_verified"


def test_nobody_is_said_to_be_asked_while_nobody_is(maya: Stage) -> None:
    """Words about asking a colleague need an open consult behind them."""
    refused = _ruled(maya, Utter("I'm asking a colleague.", "holding", sources=("phrases",), claims_waiting=True))
    assert isinstance(refused, Refuse)
    assert refused.code == "nobody_asked"


def test_words_name_their_sources(maya: Stage) -> None:
    """What comes from nowhere is not said."""
    refused = _ruled(maya, Utter("It will be fine.", "result"))
    assert isinstance(refused, Refuse)
    assert refused.code == "no_source"
