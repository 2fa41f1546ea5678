"""Agents insert texts into their answers that administrators write."""
