"""A loaded taxonomy for people: as trees, and as what changed between two of them."""
