"""Meetings: their list, the agenda with its decisions, the projector, the minutes."""
