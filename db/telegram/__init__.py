"""What Telegram brought, what is owed to it, and which message shows what."""
