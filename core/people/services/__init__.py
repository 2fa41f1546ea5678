"""What the pages of people offer beside their forms."""
