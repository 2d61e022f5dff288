"""XBRL filing generator: normalized facts in, every deliverable of a filing out.

The rooms and their order are drawn in docs/architecture.md. This module imports nothing,
so that `filing --version` costs no more than the interpreter.
"""

__version__ = "0.1.0"
