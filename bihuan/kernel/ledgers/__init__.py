"""Typed records and evidence: add, correct, void, and the whole history.

Owns records, their versions in two times (business date, log position), codes, duties, evidence.
Promises one event per change; that nothing is updated in place or deleted; that two people who
edit one record cannot overwrite each other; that sensitive fields leave sealed.
Does not know months, states' meaning or figures: measures, workflow and indicators do.
"""
