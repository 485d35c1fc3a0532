"""What may be printed: from the record to a claim, and from a claim to a sentence."""
