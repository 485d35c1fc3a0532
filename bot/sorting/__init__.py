"""What was sent without a command: what it is, and to which request it belongs."""
