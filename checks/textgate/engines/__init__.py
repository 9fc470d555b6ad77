"""Ways to map the runner over many documents."""
