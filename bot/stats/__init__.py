"""How bodies answer, as a picture and in counts: /stats."""
