"""The demo zone's data, written into packs/*/demo: deterministic, invented, summing to the page."""
