"""Mirrors bihuan/, and holds what spans it: architecture/, packs/, broken_packs/, journeys/."""
