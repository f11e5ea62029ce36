"""Definition -> SQL -> figure -> light -> trace, over columns in an engine.

Owns the columns (Parquet, versioned by log position), the additive partial sums, the compiler, figures.
Promises a figure at the head that holds every committed event, and an exact one at any older
position; sums in the engine as decimals, rates as exact fractions, rounded once.
The only user of DuckDB. Changes no table and appends no event.
"""
