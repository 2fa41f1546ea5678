"""The mails about a case: when one is sent, to whom, and who gets a copy."""
