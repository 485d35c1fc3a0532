"""Where things stand: /status, /due, /find, and what they are about."""
