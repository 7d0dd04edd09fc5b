"""What a core tree means."""
