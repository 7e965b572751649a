"""Cases: the inner loop from an answer to an answered customer."""
