"""An MCP server through which other agents ask our experts: `ask_expert`, as a durable task where the client can."""
