"""The unit tree, people, roles and accounts: who may see and do what, and who answers.

Owns units (effective-dated), people, roles, assignments, the zone's own calendar days, logins.
Promises a tree for any business date as known at any log position; that the three administrators
exclude each other and hold no business role; that an erased person is erased after every replay.
Does not decide: `kernel.permissions` does, from the grants loaded here.
"""
