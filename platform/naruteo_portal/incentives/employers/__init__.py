"""What an employer states of itself and of its employees, and when it has to claim what."""
