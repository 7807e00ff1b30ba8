"""What tests share: factories, running processes and a real browser."""
