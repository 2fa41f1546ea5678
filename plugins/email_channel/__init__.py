"""The email channel: every message becomes a case, a note or an explained decision."""
