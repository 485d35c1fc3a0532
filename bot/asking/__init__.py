"""Logging a request: /ask in one message, or step by step."""
