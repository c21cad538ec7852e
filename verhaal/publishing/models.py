"""What was published, by whom, and until when."""
