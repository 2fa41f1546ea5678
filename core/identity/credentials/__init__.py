"""What proves who somebody is: passwords, and codes and links that work once."""
