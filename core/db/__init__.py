"""Tables, sessions and the guard that keeps tenants apart."""
