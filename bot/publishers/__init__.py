"""One file a place to publish: its `Settings`, and `connect` to make the publisher of an edition."""
