"""Authoring: source tables that an accountant edits -> the files of a standard taxonomy package."""

from generator.dts.author.package_files import compile_package, entry_schema, package_files, with_entry_point, zip_package

__all__ = ["compile_package", "entry_schema", "package_files", "with_entry_point", "zip_package"]
