"""sandbox stands in for Telegram: a strict local Bot API server with a chat page and a clock that can be moved."""
