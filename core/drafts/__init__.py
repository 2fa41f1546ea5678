"""Drafts: what people type, saved until they send it."""
