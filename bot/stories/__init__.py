"""Stories: /story, and that one is out."""
