"""People: contacts and their accounts, staff, how they prove who they are, and their sessions."""
