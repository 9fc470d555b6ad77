"""Tables and words of the checks of scripts."""
