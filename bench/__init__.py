"""Speeds of bihuan beside their raw baselines, measured in the same run on the same data."""
