"""Files that people upload: checked, stored once per tenant, and kept until a case takes them."""
