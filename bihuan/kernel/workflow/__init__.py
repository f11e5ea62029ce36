"""States and transitions of records.

Owns who may move a record where, and what a move needs. States are declared by packs.
Promises that a move is one event; that nobody who may not (four eyes) moves it; that fields and
evidence a move needs are there. Deadlines and slips come on top of this.
"""
