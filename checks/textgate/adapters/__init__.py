"""Adapters: textgate inside the tools that people already use. Each module is for one tool and imports it late."""
