"""The Bot API over HTTP: what a bot may call, and the refusals of the real server for what it may not."""
