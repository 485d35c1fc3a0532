"""One file for each thing people do. A handler reads: parse, one transaction, reply."""
