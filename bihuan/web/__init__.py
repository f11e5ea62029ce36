"""The screens: one folder each, over a shared frame. Uses kernel reads and writes, never tables."""
