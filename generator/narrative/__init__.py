"""The report's text: Markdown files as blocks, and blocks as markup with figures and tables in their places."""
