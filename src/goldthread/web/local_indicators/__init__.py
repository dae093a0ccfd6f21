"""Pages of indicators of one's own: worksheet, definition tried on real records, approval."""
