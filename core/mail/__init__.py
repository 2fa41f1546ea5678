"""Mail to people: composed in their language in the transaction that causes it, sent after."""
