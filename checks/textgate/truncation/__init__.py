"""How cuts are found: blocks of prose, endings, open marks, words."""
