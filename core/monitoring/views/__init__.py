"""What whoever watches over the installation asks for."""
