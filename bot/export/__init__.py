"""The record as files: a page, tables, a ZIP with the evidence; asking for one, and sending it."""
