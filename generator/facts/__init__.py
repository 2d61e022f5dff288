"""The clerk's tables -> source facts, each with the cell that it stands in.

One reader for build and hook. A table has one of two shapes, told apart by its header: long (`row`,
`column`, `value`, optional `source`, `note`) or as printed (row labels first, then one column a
printed column).
"""
