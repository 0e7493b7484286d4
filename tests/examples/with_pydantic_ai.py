"""See examples/pydantic_ai_deferred.py."""

from examples import pydantic_ai_deferred as pa
from pydantic_ai.messages import ModelMessage, ToolCallPart
from pydantic_ai.messages import ModelResponse as Response
from pydantic_ai.models.function import AgentInfo, FunctionModel

from earpiece.client import Earpiece
from tests.examples.frameworks import Wishes


class Agent:
    """Its model wishes what it is given."""

    paid = pa.PAID

    def __init__(self, earpiece: Earpiece) -> None:
        self._wishes: Wishes = {}
        self._shop = pa.Shop(earpiece, FunctionModel(self._model))

    def _model(self, messages: list[ModelMessage], info: AgentInfo) -> Response:
        said = pa.scripted(messages, info)
        if not isinstance(said.parts[0], ToolCallPart):
            return said
        return Response(
            [ToolCallPart("pay_back", {"order": order, "euros": euros}) for order, euros in self._wishes.items()]
        )

    async def begin(self, wishes: Wishes) -> bytes:
        """See `Framework`."""
        self._wishes = wishes
        return await self._shop.begin("Please pay me back.")

    async def meanwhile(self, kept: bytes, words: str) -> str:
        """See `Framework`."""
        return await self._shop.meanwhile(kept, words)

    async def go_on(self, kept: bytes) -> str:
        """See `Framework`."""
        return await self._shop.go_on(kept)

    def changed(self, kept: bytes, before: int, after: int) -> bytes:
        """See `Framework`."""
        return kept.replace(f'"euros":{before}'.encode(), f'"euros":{after}'.encode())
