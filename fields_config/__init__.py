"""Field and form definitions, the one policy that reads them, and the schemas made of them."""
