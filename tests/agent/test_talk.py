"""Not understanding, not knowing, small talk, and the end of a conversation."""

from earpiece.domain import commands as c
from earpiece.domain.events import ConversationClosed
from tests.support.stage import Stage


def test_unclear_words_are_asked_again_and_the_third_time_an_expert_is_asked(maya: Stage) -> None:
    """The agent never guesses: after three tries it stops asking and consults."""
    maya.says("refund please")
    first = maya.says("brrr")
    second = maya.says("brrr brrr")
    assert first != second
    assert "order" in first
    assert "order" in second
    maya.says("brrr brrr brrr")
    assert maya.card().name == "ask-expert"
    assert maya.state().runs[maya.state().stack[-1]].playbook == "ask-expert"


def test_between_two_readings_the_customer_chooses(maya: Stage) -> None:
    """Both readings are offered in the customer's words, and the choice goes on at once."""
    assert "your refund" in maya.says("money or parcel")
    assert maya.offered() == ["Your refund", "Your late parcel"]
    assert "order" in maya.says("refund please")


def test_none_of_the_offered_readings_goes_to_an_expert(maya: Stage) -> None:
    """Who says that it is neither is not asked a third time."""
    maya.says("money or parcel", "not that")
    assert "money or parcel" in maya.card().question


def test_a_wrong_reading_is_dropped_and_the_next_words_count(maya: Stage) -> None:
    """The agent apologises once, and goes on with what the customer says then."""
    maya.says("where is my parcel")
    assert "your refund" not in maya.says("not that")
    assert "order" in maya.says("refund please")
    assert [run.playbook for run in maya.state().runs.values() if run.outcome is None] == ["refund"]


def test_what_the_company_does_not_know_an_expert_answers(maya: Stage) -> None:
    """The expert's words reach the customer, once, and name where they come from."""
    assert "colleague" in maya.says("do you sell boats")
    assert "do you sell boats" in maya.card("dan").question
    maya.answers("dan", text="Not yet, but in spring we will.")
    assert "Not yet, but in spring we will." in maya.heard()
    assert maya.state().lines[-2].event.releases  # type: ignore[union-attr]


def test_an_expert_may_answer_with_a_page_the_company_has(maya: Stage) -> None:
    """The likeliest pages are offered as options; the chosen one is said."""
    maya.says("do you sell boats")
    assert "Returns" in [suggestion.label for suggestion in maya.card("dan").suggestions]
    maya.answers("dan", choice="page/returns")
    assert "within 30 days" in maya.heard()


def test_not_knowing_an_optional_value_leaves_it_out(maya: Stage) -> None:
    """The playbook goes on without it."""
    maya.says("send it elsewhere", "the lamp", "Elm Street 1")
    assert maya.says("I don't know") == "Shall the driver ring?"
    assert "It goes to Elm Street 1, and the driver rings." in maya.says("yes")


def test_not_knowing_a_required_value_is_no_dead_end(maya: Stage) -> None:
    """The agent says that it is needed, and then asks an expert instead of asking for ever."""
    maya.says("send it elsewhere", "the lamp")
    assert "Where to?" in maya.says("I don't know")
    maya.says("I don't know")
    assert maya.card().name == "ask-expert"


def test_small_talk_disturbs_nothing(maya: Stage) -> None:
    """A friendly word is answered, and the open question stays open."""
    maya.says("refund please")
    assert maya.says("hello") != ""
    assert maya.says("the lamp") == "How much do you want back?"


def test_any_news_is_answered_truthfully(maya: Stage) -> None:
    """With a question open the agent says so; without one it does not claim any."""
    assert maya.says("any news?") == "Nothing is open."
    maya.says("do you sell boats")
    assert maya.says("any news?") == "A colleague is being asked."


def test_who_asks_for_a_person_is_never_refused(maya: Stage) -> None:
    """The first time and the second: there is a card for it, and a second one is not needed."""
    assert "colleague" in maya.says("a person please")
    assert maya.says("a person please") != ""
    assert maya.card().name == "wants-person"


def test_a_goodbye_closes_and_a_new_word_opens_again(maya: Stage) -> None:
    """The conversation is never over for the customer."""
    maya.says("can I send it back", "bye")
    assert maya.state().outcome == "resolved"
    assert "order" in maya.says("refund please")
    assert maya.state().outcome is None


def test_silence_closes_with_a_word(maya: Stage) -> None:
    """After ten minutes of silence the agent takes leave and says that one may come back."""
    maya.says("can I send it back")
    assert maya.passes(601) == "I close this chat; write again at any time."
    assert maya.state().outcome == "resolved"


def test_silence_is_counted_from_the_last_word_of_either(maya: Stage) -> None:
    """Nobody is shown the door right after they were told what they had waited for."""
    maya.says("do you sell boats")
    maya.passes(590)
    maya.answers("dan", text="No.")
    assert maya.passes(60) == "No.\nAnything else?"
    assert maya.state().outcome is None
    maya.passes(600)
    assert maya.state().outcome == "resolved"


def test_a_guest_who_never_speaks_leaves_no_word_behind(stage: Stage) -> None:
    """A page that was only opened is closed quietly."""
    stage.opens()
    assert stage.passes(700) == ""
    assert stage.state().outcome == "abandoned"


def test_no_thanks_and_bye_in_one_breath_is_one_goodbye() -> None:
    """The second half of the sentence finds the conversation closed."""
    both = [c.SmallTalk(kind="no"), c.SmallTalk(kind="bye")]
    with Stage({"no thanks, bye": both}) as stage:
        stage.opens("maya")
        stage.says("can I send it back")
        assert stage.says("no thanks, bye") == "Goodbye."
        assert len(stage.journal(ConversationClosed)) == 1
