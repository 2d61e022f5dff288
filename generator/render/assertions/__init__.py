"""Rules as XBRL assertions that any processor can run: a linkbase of value assertions, one a rule instance.

Formula 1.0 (Variables 1.0, Value Assertions 1.0, filters), Generic Labels and Messages 1.0, Assertion Severity 2.0.
"""

from generator.render.assertions.linkbase import SCHEMA_LOCATIONS, assertion_id, write

__all__ = ["SCHEMA_LOCATIONS", "assertion_id", "write"]
