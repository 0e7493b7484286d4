"""Tools that other servers offer: services with an OpenAPI document, MCP servers, functions of the own process.

See docs/servers.md.
"""
