"""The newsroom's groups on Telegram: connected, what is told in each, disconnected, moved."""
