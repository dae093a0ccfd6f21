"""Pages of specifications: read, compared, written in drafts, proposed and agreed."""
