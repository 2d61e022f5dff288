"""XML Schema 1.0 components of a DTS, read when an instance or a content model needs them: declarations, types, content models."""
