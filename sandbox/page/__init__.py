"""The chat page in the browser: its HTTP handlers, its feed of changes, and its static files."""
