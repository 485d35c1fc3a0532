"""To which of the things people do a press or a plain text belongs: buttons of a card, buttons of something begun, words."""
