"""Monthly numbers: report, check, approve, lock; who has not reported; targets.

Owns values by record x measure x period with a data status, reports (a month of a record, with its
texts and files), targets. Promises that a value changes only by an event; that a submitted month
changes only by a correction with a reason, a locked one only after it is unlocked; that three
different people report, check and approve, and that missing is not zero.
"""
