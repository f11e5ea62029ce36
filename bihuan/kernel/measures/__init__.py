"""Monthly numbers: report, check, approve, lock; who has not reported; targets.

Owns values by record x measure x period with a data status, reports (a month of a record), targets.
Promises that a value changes only by an event; that a locked month changes only by a correction with
a reason; that the one who reported does not check, and that missing is not zero.
"""
