"""The desk's pages, by noun."""
