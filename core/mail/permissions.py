"""What one may do with mails."""

READ = "mails:read"
# Those that one contact got, and sending them to that contact again.
OF_CONTACTS = "mails:contacts"
RESEND = "mails:resend"
