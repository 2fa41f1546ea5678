"""Looking at the portal as a customer sees it: where it begins, ends, and can be refused.

What a visit is stands in :mod:`core.identity.services.impersonation`, and what holds while it
lasts in :mod:`core.web.impersonating`.
"""
