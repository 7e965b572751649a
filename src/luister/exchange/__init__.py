"""The world's tools: importers, exporters and the demo organisation; one folder per connector, all alike."""
