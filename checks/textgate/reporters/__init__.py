"""Listeners of verdicts."""
