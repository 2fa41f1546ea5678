"""Customers rate how their case was answered."""
