"""How injected spam is found: segments, contacts, terms, and their weighing."""
