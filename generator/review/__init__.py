"""A workbook that a reviewer returns, compared with the one that the filing makes: what changed, and what of it can be applied.

Never on the hook's path: openpyxl reads the returned book.
"""
