"""What can be done with people: registering, signing in, recovering, changing."""
