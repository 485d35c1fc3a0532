"""db remembers: tables, transactions, and the life of a request. It imports nothing of jobs or bot."""
