"""Source facts + declarations + Taxonomy -> Report. Pure: it reads nothing and writes nothing."""
