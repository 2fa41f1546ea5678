"""Cases that lack something that customers have to fill in, and the link by which they do."""
