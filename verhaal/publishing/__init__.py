"""Publishing: what both sides decide to show to everyone."""
