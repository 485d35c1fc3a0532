"""The world of the local Telegram: chats, people, messages, files and waiting updates, and what people do and see."""
