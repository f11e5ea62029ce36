"""Numbers in Chinese official prose: found, understood, checked against each other.

Owns: reading numerals and measure words, what each number speaks of, the arithmetic between them.
Promises: never raises on any text, spans point into the original, linear time, exact arithmetic,
and no verdict where the text is not clear.
Does not: know Django, the ledgers or a language; reasons are codes with facts.
"""
