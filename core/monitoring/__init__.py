"""What whoever watches over the installation is told, and who that is."""
