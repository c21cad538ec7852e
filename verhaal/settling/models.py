"""What a funder and an organisation do with an account."""
