"""A quick look without a chat: `@bot 12` in any chat offers cards, sentences and letters to insert."""
