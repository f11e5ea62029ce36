"""Periods, elapsed share, working days and the one clock.

Owns how time is named and counted. Promises one clock for everything, and that a year outside the
calendar is an error, not a guess. Does not know Django.
"""
