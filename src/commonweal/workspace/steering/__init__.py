"""What the missions of a workspace come to: its strategy beside its agreements, payments and findings."""
