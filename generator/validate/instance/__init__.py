"""The instance view: what XBRL 2.1 says of an instance beyond the facts of the Open Information Model.

Tuples, fractions, free content of segments and scenarios, values that schemas supply. A plain filing never comes here.
"""
