"""Putting a record right: /correct, /undo of one record, and the buttons for both."""
