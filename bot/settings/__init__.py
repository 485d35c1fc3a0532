"""The settings of a member and of a newsroom: /settings and its buttons."""
