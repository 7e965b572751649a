"""Import of files: readers, the mapping, and the run that stores what was read."""
