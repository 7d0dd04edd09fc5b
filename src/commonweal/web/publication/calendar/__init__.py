"""What comes next, as a page and as a calendar that other programs subscribe to."""
