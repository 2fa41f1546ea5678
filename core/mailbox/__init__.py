"""All mails of a demo on one page, so that its stories can be followed without a mail server."""
