"""Openings: positions of regional industry and places of AI colleges, checked against law before anybody sees them."""
