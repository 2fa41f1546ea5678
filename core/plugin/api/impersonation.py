"""Letting staff see the portal as a customer sees it, from a plugin's page."""

from core.identity.permissions import IMPERSONATE
from core.identity.services.impersonation import (
    offer_impersonation,
    why_not_impersonate,
)

__all__ = ["IMPERSONATE", "offer_impersonation", "why_not_impersonate"]
