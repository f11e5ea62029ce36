"""Meetings, their agenda, and what they decide.

Owns meetings of three kinds, agendas that fill themselves with red figures, overdue records and open
problems, outcomes, decisions and minutes. Promises that a decision is a task record of the same
commit, tied to the figure as it stood; that closing locks; that whoever writes the minutes does not
sign them. Does not move tasks: they are records, and the workflow moves them.
"""
