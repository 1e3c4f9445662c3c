"""Questions about registers: page-shaped reads, each asked once and used by every page, chart, table and file."""
