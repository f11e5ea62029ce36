"""Bulletins: written and signed inside, read and proved by anybody."""
