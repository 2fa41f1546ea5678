"""People's pages of the administration: contacts, accounts and staff."""
