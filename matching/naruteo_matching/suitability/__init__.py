"""How well a candidate and an opening suit each other: learned on few named features, calibrated, and explained."""
