"""textgate inside other tools."""
