"""Bulletins: documents whose every figure is computed, frozen when published, and provable for ever.

Owns: drafts and their way to publication, what was published and how it is proved, corrections.
Promises: nothing is published half; whoever wrote a text does not sign it; what was published stays.
Does not: lay out pages (see bihuan.documents) or show them.
"""
