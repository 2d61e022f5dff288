"""The stages in order: a filing checked, built, published; a report on its own validated."""
