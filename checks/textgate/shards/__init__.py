"""Input cut into shards, judged by anybody in any order, put together in the order of the input."""
