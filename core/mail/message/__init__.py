"""The message itself: rendering, addresses, headers, the plain text of HTML."""
