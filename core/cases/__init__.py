"""Cases: what people ask, how it is answered, and who may see it."""
