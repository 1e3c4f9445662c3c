"""Overview, meetings, papers and exports: the only app that knows the other three."""
