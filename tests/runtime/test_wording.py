"""A large model says the company's sentences where the company has it so, and nothing else."""

from collections.abc import Callable

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain import events as e
from earpiece.domain.actions import Proposal, Refuse, Utter, Verdict
from earpiece.domain.conversation import Conversation
from earpiece.domain.errors import ToolError
from earpiece.domain.playbook import Company
from earpiece.domain.ports import ToBeSaid, Worded, Write
from earpiece.gate.rule import rule
from earpiece.runtime import turn
from earpiece.runtime.absence import PAUSE
from tests.support.stage import SHOP, Stage

SAID_BY_MODEL = Shelf({**SHOP.files, "company.yaml": SHOP.files["company.yaml"] + "wording: {by: model}\n"})


class Voice:
    """A model that says things its own way, or fails."""

    def __init__(self, say: Callable[[str], str] = lambda text: f"Of course. {text}", fails: str = "") -> None:
        self.say, self.fails = say, fails
        self.asked: list[ToBeSaid] = []

    async def word(self, said: ToBeSaid, *, conversation: str = "") -> Worded:
        self.asked.append(said)
        if self.fails:
            raise ToolError(self.fails)
        return Worded(self.say(said.text), "voice:1, prompt word-1:0", 0.02)


def last(stage: Stage) -> e.AgentSaid:
    return stage.journal(e.AgentSaid)[-1]


def test_a_page_is_said_in_the_models_words_which_are_named() -> None:
    voice = Voice()
    with Stage(wording=voice, shop=SAID_BY_MODEL) as stage:
        stage.opens("maya")
        assert stage.says("can I send it back").startswith("Of course. ")
        said = next(event for event in stage.journal(e.AgentSaid) if event.purpose == "answer")
        assert (said.worded_by, said.cost) == ("voice:1, prompt word-1:0", 0.02)
        assert stage.state().costs == 0.02
        (asked,) = voice.asked
        assert (asked.heard, asked.company, asked.language) == ("can I send it back", "Lamp shop", "en")


def test_the_story_names_who_put_it_into_words() -> None:
    with Stage(wording=Voice(), shop=SAID_BY_MODEL) as stage:
        stage.opens("maya")
        stage.says("can I send it back")
        story = stage.run(stage.engine.desk.story(stage.chat))
        assert any("worded by voice:1, prompt word-1:0" in line.detail for line in story)


def test_a_question_keeps_its_options_and_names_its_playbook() -> None:
    voice = Voice(lambda text: text.replace("Which", "Tell me, which"))
    with Stage(wording=voice, shop=SAID_BY_MODEL) as stage:
        stage.opens("maya")
        stage.says("refund please")
        assert last(stage).worded_by == "voice:1, prompt word-1:0, playbook refund"
        assert tuple(option.label for option in last(stage).options) == voice.asked[0].options != ()


@pytest.mark.parametrize(
    "say",
    [
        lambda text: text.replace("30", "60"),
        lambda text: f"{text} We will pay the postage.",
        lambda text: f"{text} Is that fine?",
        lambda text: f"{text} Ask for Tanaka.",
        lambda text: "Yes.",
    ],
)
def test_words_that_do_not_keep_the_facts_are_not_said(say: Callable[[str], str]) -> None:
    with Stage(wording=Voice(say), shop=SAID_BY_MODEL) as stage:
        stage.opens("maya")
        assert SHOP.current().pages["returns"].answer in stage.says("can I send it back")
        said = next(event for event in stage.journal(e.AgentSaid) if event.purpose == "answer")
        assert (said.worded_by, said.cost) == ("", 0.02)


def test_words_that_the_gate_would_not_let_pass_are_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    passing = rule

    def strict(action: Proposal, state: Conversation, company: Company) -> Verdict:
        refused = isinstance(action, Utter) and action.text.startswith("Of course")
        return Refuse("test", "not like that") if refused else passing(action, state, company)

    monkeypatch.setattr(turn, "rule", strict)
    with Stage(wording=Voice(), shop=SAID_BY_MODEL) as stage:
        stage.opens("maya")
        assert SHOP.current().pages["returns"].answer in stage.says("can I send it back")


def test_greetings_holding_words_and_what_people_wrote_stay_as_they_are() -> None:
    voice = Voice()
    with Stage(wording=voice, shop=SAID_BY_MODEL) as stage:
        stage.opens("maya")
        stage.says("do you sell boats")
        assert last(stage).purpose == "holding"
        stage.answers(text="We do not sell boats, but we know who does.")
        assert "We do not sell boats, but we know who does." in stage.heard()
        assert voice.asked == []


def test_a_model_that_is_away_is_left_alone_for_a_while() -> None:
    voice = Voice(fails="model_away")
    with Stage(wording=voice, shop=SAID_BY_MODEL) as stage:
        stage.opens("maya")
        for _ in range(4):
            assert "within 30 days" in stage.says("can I send it back")
        assert len(voice.asked) == 2
        stage.passes(PAUSE)
        stage.says("can I send it back")
        assert len(voice.asked) == 3


def test_a_turn_that_is_thought_again_does_not_ask_the_model_again() -> None:
    voice = Voice()
    with Stage(wording=voice, shop=SAID_BY_MODEL) as stage:
        stage.opens("maya")
        word = voice.word

        async def slowly(said: ToBeSaid, *, conversation: str = "") -> Worded:
            worded = await word(said, conversation=conversation)
            fact = e.Refused(run=None, action="nothing", code="test", reason="")
            await stage.disk.append(Write(f"conversation/{stage.chat}", (fact,), stage.clock.now()))
            return worded

        voice.word = slowly  # type: ignore[method-assign]
        assert stage.says("can I send it back").startswith("Of course. ")
        assert len(voice.asked) == 1


def test_a_company_that_does_not_want_it_says_its_own_sentences() -> None:
    voice = Voice()
    with Stage(wording=voice) as stage:
        stage.opens("maya")
        stage.says("can I send it back")
        assert voice.asked == []
