"""Figures of the law that an operator states where the programmes' files have none that is confirmed."""
