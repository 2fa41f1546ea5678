"""Tenants: their hosts, brand, parameters, wording and which plugins they have on."""
