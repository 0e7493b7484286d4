"""Events survive being stored: as they are, without their personal part, and from older versions."""

import json
import math
import types
from dataclasses import is_dataclass
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earpiece.domain.all_events import EVENT_TYPES
from earpiece.domain.commands import Start, Unknown
from earpiece.domain.desk_events import ExpertAdded
from earpiece.domain.errors import Invalid, Unusable
from earpiece.domain.event import BaseEvent, Personal, Words
from earpiece.domain.events import ConsultAsked, CustomerSaid, MessageUnderstood, RunStarted, ToolFinished
from earpiece.domain.forms import Question, Rung
from earpiece.journal.codec import Codec
from earpiece.journal.upcast import HISTORY, Upcasts

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=2) | st.dictionaries(st.text(), children, max_size=2),
    max_leaves=4,
)


def some(kind: Any) -> st.SearchStrategy[Any]:
    """Values of an annotation as the events use them."""
    if kind is Any:
        return JSON
    if get_origin(kind) is Annotated:
        return some(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return st.one_of(*map(some, get_args(kind)))
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        if parts[-1] is not Ellipsis:
            return st.tuples(*map(some, parts))
        return st.lists(some(parts[0]), max_size=2).map(tuple)
    if get_origin(kind) is dict:
        return st.dictionaries(st.text(), some(get_args(kind)[1]), max_size=2)
    if kind is float:
        return st.floats(allow_nan=False)
    if hasattr(kind, "__pydantic_fields__"):
        return some_model(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return st.builds(kind, **{name: some(hint) for name, hint in get_type_hints(kind).items()})
    return st.from_type(kind)


def some_model(cls: Any) -> st.SearchStrategy[Any]:
    """Objects of a pydantic class, each field with any value it allows."""
    return st.builds(cls, **{name: some(field.annotation) for name, field in cls.model_fields.items()})


@pytest.mark.parametrize("cls", EVENT_TYPES.values(), ids=EVENT_TYPES)
def test_every_event_comes_back_as_it_was(cls: type[BaseEvent]) -> None:
    """Whatever an event holds, decoding what was encoded gives an equal one."""
    codec = Codec()

    @settings(max_examples=20, deadline=None)
    @given(some_model(cls))
    def holds(event: BaseEvent) -> None:
        form = codec.encode(event)
        assert codec.decode(form.type, form.version, form.open, form.personal) == event

    holds()


@pytest.mark.parametrize("cls", EVENT_TYPES.values(), ids=EVENT_TYPES)
def test_every_event_reads_without_its_personal_part(cls: type[BaseEvent]) -> None:
    """Once erased, open fields are as they were, and personal ones hold what their mark says."""
    codec = Codec()
    erased = {
        name: mark.erased
        for name, field in cls.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Personal)
    }

    @settings(max_examples=20, deadline=None)
    @given(some_model(cls))
    def holds(event: BaseEvent) -> None:
        form = codec.encode(event)
        found = codec.decode(form.type, form.version, form.open, None)
        expected = {name: getattr(event, name) for name in cls.model_fields} | erased
        assert {name: getattr(found, name) for name in cls.model_fields} == expected

    holds()


def test_personal_words_are_not_in_the_open_part() -> None:
    """Only the personal part knows what the customer said; nested models go there whole."""
    question = Question(kind="approval", name="credit", text="Credit Ann?", why="rule", form={})
    asked = ConsultAsked(
        consult="k", run="r", at_instruction=1, question=question, ladder=(Rung(after=1, do="expire"),)
    )
    form = Codec().encode(asked)

    assert "Ann" not in form.open
    assert json.loads(form.open)["ladder"] == [{"after": 1.0, "do": "expire", "to": None}]
    assert json.loads(form.personal or "").keys() == {"question"}


def test_equal_events_have_equal_bytes() -> None:
    """The stored form does not depend on how the event was made."""
    one = RunStarted(run="r", playbook="p", values={"a": 1})
    other = RunStarted(values={"a": 1}, playbook="p", run="r")

    assert Codec().encode(one) == Codec().encode(other)


def test_nothing_personal_needs_no_key() -> None:
    """An event whose personal fields say nothing has no personal part."""
    assert Codec().encode(ToolFinished(call="c")).personal is None
    assert Codec().encode(ToolFinished(call="c", result=0)).personal is not None


def test_commands_keep_their_kind() -> None:
    """The closed union of commands is told apart when read back."""
    event = MessageUnderstood(message="m", commands=(Start(target="page/a"), Unknown(text="?")), by="local")
    form = Codec().encode(event)

    assert Codec().decode(form.type, form.version, form.open, form.personal) == event


def test_a_limit_without_end_survives() -> None:
    """Infinity is no JSON number; an authority without limit is read back as it was."""
    form = Codec().encode(ExpertAdded(name="Eve", role="expert", authority={"amount": math.inf}))
    found = Codec().decode(form.type, form.version, form.open, form.personal)

    assert isinstance(found, ExpertAdded)
    assert found.authority == {"amount": math.inf}


def test_what_json_cannot_say_is_refused() -> None:
    """A value that could not be read back raises Invalid when it is to be stored."""
    with pytest.raises(Invalid, match="ToolFinished"):
        Codec().encode(ToolFinished(call="c", result=object()))


def test_an_event_of_no_known_class_is_refused() -> None:
    """Only the closed union is stored."""

    class Surprise(BaseEvent):
        pass

    with pytest.raises(Invalid, match="Surprise"):
        Codec().encode(Surprise())


@pytest.mark.parametrize(("name", "version"), [("Unheard", 1), ("CustomerSaid", CustomerSaid.VERSION + 1)])
def test_what_is_newer_than_the_program_is_refused(name: str, version: int) -> None:
    """Reading an event of a later release says that this program is too old."""
    with pytest.raises(Unusable, match="update"):
        Codec().decode(name, version, "{}", None)


def test_a_damaged_event_says_what_is_wrong() -> None:
    """The message names the field, and none of its content."""
    with pytest.raises(Unusable, match=r"CustomerSaid .* message"):
        Codec().decode("CustomerSaid", 1, '{"removed":[]}', None)


@pytest.mark.parametrize("cls", EVENT_TYPES.values(), ids=EVENT_TYPES)
def test_every_earlier_version_can_be_lifted(cls: type[BaseEvent]) -> None:
    """Who raises a class's VERSION also says how the version before becomes the new one."""
    assert [version for version in range(1, cls.VERSION) if (cls.__name__, version) not in HISTORY] == []


class Greeted(BaseEvent):
    """Stands for an event with a past: it was called Hello, and `tongue` was once `lang`, with no `name`."""

    VERSION: ClassVar[int] = 3
    tongue: str
    name: Words


def test_older_versions_are_lifted_step_by_step() -> None:
    """An event of version 1 under its old name reads as today's class; today's needs no step."""
    history = Upcasts()
    history.register("Hello", 1, lambda old: {"tongue": old["lang"]}, renamed="Greeted")
    history.register("Greeted", 2, lambda old: old | {"name": "friend"})
    codec = Codec({"Greeted": Greeted}, history)

    assert codec.decode("Hello", 1, '{"lang":"en"}', None) == Greeted(tongue="en", name="friend")
    assert codec.decode("Greeted", 2, '{"tongue":"en"}', None) == Greeted(tongue="en", name="friend")
    assert codec.decode("Greeted", 3, '{"tongue":"en"}', '{"name":"Ann"}') == Greeted(tongue="en", name="Ann")


def test_older_versions_of_erased_persons_are_lifted_too() -> None:
    """Personal fields that no step brings read as erased."""
    history = Upcasts()
    history.register("Greeted", 2, lambda old: old | {"tongue": old["tongue"].lower()})
    codec = Codec({"Greeted": Greeted}, history)

    assert codec.decode("Greeted", 2, '{"tongue":"EN"}', None) == Greeted(tongue="en", name="[erased]")
    assert codec.decode("Greeted", 2, '{"tongue":"EN"}', '{"name":"Ann"}') == Greeted(tongue="en", name="Ann")


def test_said_words_are_marked_personal() -> None:
    """The mark that the whole erasure rests on is found by the codec."""
    assert Codec().encode(CustomerSaid(message="m", text="secret")).open == '{"message":"m","removed":[]}'
