"""What people are told: notices in their inbox, and the mails that go with them."""
