"""Earpiece: an AI agent leads every customer conversation, and human experts speak in its ear."""

__version__ = "0.1.0"
