"""What pages about cases share, and the addresses of cases' files."""
