"""A request as people see it: its card, its buttons, its history."""
