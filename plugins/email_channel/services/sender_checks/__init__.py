"""What the domain name system says about who sent a message: SPF, DKIM, DMARC and ARC."""
