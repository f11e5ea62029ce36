"""Installed packs, their versions and the parameters set by the zone.

Owns which definitions are in force: now, and at any earlier log position.
Promises that a definition is read from the log's own copy of the pack, never from a folder.
"""
