"""The record as files (a page to read, a workbook, a CSV, a ZIP with the evidence): asking for one, and sending it."""
