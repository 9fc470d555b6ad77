"""How mojibake is found: codecs, plans to undo an accident, and their weighing."""
