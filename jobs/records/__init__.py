"""Everything that changes a request, and checking that nothing else did."""
