"""Photos, files, voice notes and forwards: what a message carries, albums, and fetching them out of Telegram."""
