"""Talent: graduates and foreign recruits meet regional positions and AI-college places, and everyone can check how."""
