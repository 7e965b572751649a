"""Settings, addresses, logging: every setting has a working default and fails loudly when wrong."""
