"""Customers see and pay their bills."""
