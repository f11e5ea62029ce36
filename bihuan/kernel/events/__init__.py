"""The event log: append, read, prove, verify.

Owns the one append-only log of an installation, its Merkle tree and its checkpoints.
Promises a gapless sequence; a tree head that moves in the same transaction; that no write is
acknowledged before its commit; that several writes share one commit, each in its own savepoint.
Does not know what an event means: kernel packages own their verbs and bodies.
"""
