"""The viewer's own notices."""
