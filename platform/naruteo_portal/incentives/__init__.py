"""Incentives: employers claim what they have earned, officers decide, and every decision can be judged again."""
