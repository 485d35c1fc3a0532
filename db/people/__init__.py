"""Who may speak for which newsroom, where in groups it is told, and who is nobody here."""
