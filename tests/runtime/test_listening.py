"""A large model reads messages where the company has it so; the embedded understanding stands behind it."""

from collections.abc import Sequence

from earpiece.company.shelf import Shelf
from earpiece.domain import commands as c
from earpiece.domain import events as e
from earpiece.domain.errors import ToolError
from earpiece.domain.playbook import Company
from earpiece.domain.ports import Heard, Write
from tests.support.stage import SHOP, Stage

READ_BY_MODEL = Shelf({**SHOP.files, "company.yaml": SHOP.files["company.yaml"] + "understanding: {by: model}\n"})


class Ear:
    """A model that reads the same in every message, or fails."""

    def __init__(self, command: c.Command | None = None, fails: str = "") -> None:
        self.command, self.fails = command, fails
        self.read_texts: list[str] = []
        self.seconds: list[Sequence[c.Command]] = []
        self.meanwhile = lambda: None

    async def read(
        self,
        text: str,
        situation: c.Situation,
        company: Company,
        second: Sequence[c.Command],
        *,
        conversation: str = "",
    ) -> Heard:
        self.read_texts.append(text)
        self.seconds.append(second)
        if self.fails:
            raise ToolError(self.fails)
        assert self.command is not None
        return Heard((self.command,), "ear:1, prompt understand-1:0", 0.01)


def test_the_models_reading_counts_and_names_the_model() -> None:
    ear = Ear(c.Start(target="page/returns"))
    with Stage(reader=ear, shop=READ_BY_MODEL) as stage:
        stage.opens("maya")
        assert "within 30 days" in stage.says("may it come home again")
        (understood,) = stage.journal(e.MessageUnderstood)
        assert (understood.by, understood.cost, understood.instead) == ("ear:1, prompt understand-1:0", 0.01, "")
        assert stage.state().costs == 0.01
        assert ear.seconds == [(c.Unclear(),)]  # what the embedded one made of it


def test_a_model_that_is_away_is_stood_in_for() -> None:
    with Stage(reader=Ear(fails="model_away"), shop=READ_BY_MODEL) as stage:
        stage.opens("maya")
        assert "within 30 days" in stage.says("can I send it back")
        (understood,) = stage.journal(e.MessageUnderstood)
        assert (understood.by, understood.instead) == ("scripted", "model_away")
        story = stage.run(stage.engine.desk.story(stage.chat))
        assert any("by scripted in place of the model (away)" in line.detail for line in story)


def test_a_company_that_does_not_want_it_is_not_read_by_the_model() -> None:
    ear = Ear(c.Cancel())
    with Stage(reader=ear) as stage:
        stage.opens("maya")
        assert "within 30 days" in stage.says("can I send it back")
        assert ear.read_texts == []


def test_the_message_is_durable_before_the_model_reads_it() -> None:
    with Stage(reader=Ear(c.Start(target="page/returns")), shop=READ_BY_MODEL) as stage:
        stage.opens("maya")
        before = stage.disk.commits
        stage.says("may it come home again")
        assert stage.disk.commits == before + 2


def test_a_turn_that_is_thought_again_does_not_ask_the_model_again() -> None:
    """Something else happens in the conversation while the model reads."""
    ear = Ear(c.Start(target="page/returns"))
    with Stage(reader=ear, shop=READ_BY_MODEL) as stage:
        stage.opens("maya")
        read, stream = ear.read, f"conversation/{stage.chat}"

        async def slowly(*args: object, **more: object) -> Heard:
            heard = await read(*args, **more)  # type: ignore[arg-type]
            await stage.disk.append(
                Write(stream, (e.Refused(run=None, action="nothing", code="test", reason=""),), stage.clock.now())
            )
            return heard

        ear.read = slowly  # type: ignore[method-assign]
        assert "within 30 days" in stage.says("may it come home again")
        assert ear.read_texts == ["may it come home again"]


def test_a_conversation_that_has_cost_enough_is_read_without_the_model() -> None:
    limited = Shelf(
        {
            **SHOP.files,
            "company.yaml": SHOP.files["company.yaml"] + "understanding: {by: model}\nmodel_cost: 0.015\n",
        }
    )
    ear = Ear(c.Start(target="page/returns"))
    with Stage(reader=ear, shop=limited) as stage:
        stage.opens("maya")
        stage.says("one", "two", "three")
        assert ear.read_texts == ["one", "two"]
        assert stage.journal(e.MessageUnderstood)[-1].instead == "model_costs"
