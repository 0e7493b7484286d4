"""A large model prepares a card: what it is told, what it gives back."""

from dataclasses import replace

from earpiece.domain.ports import BriefRequest
from earpiece.models.generative.briefs import GenerativeBriefer
from earpiece.sim.provider import called
from tests.models.generative.service import Service

REQUEST = BriefRequest(
    "Lamp shop", "en", "Does the warranty pay?", "The page does not say.", (("Bought", "3 May"),),
    (("Customer", "It fell from the table."), ("Agent", "I will ask.")), ("Warranty\nFor two years.",), True,
)  # fmt: skip


def test_the_model_is_told_the_question_and_the_conversation_as_words(service: Service) -> None:
    answer = {
        "summary": " It fell from the table. ",
        "suggestions": ["It does.", "It does. ", "", "No.", "Yes.", "Ask."],
    }
    conversation = service.conversation(called("answer", answer))
    brief = service.run(GenerativeBriefer(service.client()).brief(REQUEST, conversation=conversation))
    assert (brief.summary, brief.suggestions) == ("It fell from the table.", ("It does.", "No.", "Yes."))
    assert brief.by.startswith("openai:gpt-4o, prompt brief-1:")
    (request,) = service.requests(conversation)
    instructions, given = (message["content"] for message in request["messages"])
    for part in ("Does the warranty pay?", "Bought: 3 May", "Customer: It fell from the table.", "For two years."):
        assert part in given
        assert part not in instructions


def test_no_answers_are_taken_where_the_expert_cannot_use_own_words(service: Service) -> None:
    conversation = service.conversation(called("answer", {"summary": "It fell.", "suggestions": ["Yes."]}))
    request = replace(REQUEST, free_text=False)
    brief = service.run(GenerativeBriefer(service.client()).brief(request, conversation=conversation))
    assert brief.suggestions == ()
