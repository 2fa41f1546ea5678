"""Requests to other systems, which reach nothing of the installation's own."""

from core.http import Answer, HttpError, send

__all__ = ["Answer", "HttpError", "send"]
