"""A small shop: the service that Slipway's demo, tests and guides run behind the edge."""
