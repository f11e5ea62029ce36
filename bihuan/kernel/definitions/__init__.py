"""The pack language: what a pack may say, read with line numbers and checked as a whole.

Owns the shapes of the YAML files, the field types, the expression language and the table of rules.
Promises every fault at once, each with file, line, code, sentence and hint.
Does not know Django, the database or an engine.
"""
