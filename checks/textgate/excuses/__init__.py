"""What does not count, and why: known findings, the ignore list, comments in the texts."""
