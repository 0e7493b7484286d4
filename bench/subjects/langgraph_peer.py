"""LangGraph: a graph of three nodes that is interrupted in the middle, with its own checkpointers.

Runs in the peers' environment: `python -m bench.subjects.langgraph_peer STORE DURABILITY`, where STORE is the path of a
SQLite file or a Postgres address, and DURABILITY is LangGraph's own word (`sync`, `async`, `exit`).
"""

import asyncio
import operator
import os
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, TypedDict

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from bench.frame.subject import serve
from bench.subjects.words import ANSWER, CUSTOMER, QUESTION, REPLY

POOL = 16


class State(TypedDict):
    messages: Annotated[list[str], operator.add]
    answer: str


def receive(state: State) -> dict[str, Any]:
    """The first node: the agent takes note of the message."""
    return {"messages": [f"noted: {len(state['messages'][-1])} characters"]}


def ask(state: State) -> dict[str, Any]:
    """The second node waits for the expert."""
    return {"answer": interrupt(QUESTION)}


def reply(state: State) -> dict[str, Any]:
    """The third node says what the expert answered."""
    return {"messages": [REPLY]}


class LangGraph:
    """Implements `bench.frame.subject.Subject`."""

    def __init__(self, store: str, durability: str) -> None:
        self._store, self._durability = store, durability
        self._threads = 0
        self._open = AsyncExitStack()

    async def start(self) -> Mapping[str, str]:
        graph = StateGraph(State)
        for node in (receive, ask, reply):
            graph.add_node(node.__name__, node)
        for before, after in ((START, "receive"), ("receive", "ask"), ("ask", "reply"), ("reply", END)):
            graph.add_edge(before, after)
        self._graph = graph.compile(checkpointer=await self._checkpointer())
        names = ("langgraph", "langgraph-checkpoint-sqlite", "langgraph-checkpoint-postgres", "psycopg", "aiosqlite")
        return {name: version(name) for name in names}

    async def _checkpointer(self) -> Any:
        if not self._store.startswith("postgresql:"):
            saver = await self._open.enter_async_context(AsyncSqliteSaver.from_conn_string(self._store))
            await saver.setup()
            return saver
        settings = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
        self._pool = AsyncConnectionPool(self._store, min_size=POOL, max_size=POOL, kwargs=settings, open=False)
        await self._open.enter_async_context(self._pool)
        postgres = AsyncPostgresSaver(self._pool)
        await postgres.setup()
        return postgres

    async def prepare(self, count: int) -> list[Any]:
        first, self._threads = self._threads, self._threads + count
        return [{"configurable": {"thread_id": f"c{number}"}} for number in range(first, self._threads)]

    async def park(self, ready: Any) -> Any:
        start: State = {"messages": [CUSTOMER], "answer": ""}
        found = await self._graph.ainvoke(start, ready, durability=self._durability)
        assert found["__interrupt__"], "the graph did not stop to ask"
        return ready

    async def resume(self, parked: Any) -> None:
        await self._graph.ainvoke(Command(resume=ANSWER), parked, durability=self._durability)

    async def check(self, parked: Any) -> None:
        state = await self._graph.aget_state(parked)
        assert (state.values["messages"][-1], state.values["answer"]) == (REPLY, ANSWER), state.values

    async def settle(self) -> None:
        """Nothing is left to do."""

    def totals(self) -> Mapping[str, float]:
        return {}

    async def size(self) -> int:
        if self._store.startswith("postgresql:"):
            async with self._pool.connection() as connection:
                found = await (
                    await connection.execute("SELECT pg_database_size(current_database()) AS size")
                ).fetchone()
            return int(found["size"]) if found else 0
        saver = self._graph.checkpointer
        await saver.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return (await asyncio.to_thread(Path(self._store).stat)).st_size

    async def close(self) -> None:
        await self._open.aclose()


if __name__ == "__main__":
    os.environ["LANGSMITH_TRACING"] = "false"
    serve(LangGraph(*sys.argv[1:]))
