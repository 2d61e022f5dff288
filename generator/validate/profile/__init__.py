"""The rules of a filing programme besides the specifications, as a table: a closed set of checks, each with a parameter.

`table.py` reads a table, `facts.py` holds the checks on facts, `survey.py` looks through a document once, `documents.py`
holds the checks on what it saw.
"""
