"""Authoring: source tables that an accountant edits -> the files of a standard taxonomy package."""

from generator.dts.author.package_files import compile_package, package_files, zip_package

__all__ = ["compile_package", "package_files", "zip_package"]
