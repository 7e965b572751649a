"""People, the tree of units, roles and what they may see, API keys, event log."""
