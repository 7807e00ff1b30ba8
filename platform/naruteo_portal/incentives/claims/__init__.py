"""Claims: what an employer asks for, how it is judged, and how far it has come."""
