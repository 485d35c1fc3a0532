"""The report: which bodies are past their deadline, and what may be printed about it."""
