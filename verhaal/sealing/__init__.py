"""Sealing: the installation signs an account, and anyone can check it; knows no database and no page."""
