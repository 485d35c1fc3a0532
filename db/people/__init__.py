"""Who may speak for which newsroom, where in groups it is told, and who is nobody here."""

FORMER = "a former member"  # the name of whoever is forgotten, perhaps with a number behind it
