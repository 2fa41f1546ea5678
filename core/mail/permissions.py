"""What one may do with mails."""

READ = "mails:read"
RESEND = "mails:resend"
