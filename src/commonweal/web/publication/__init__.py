"""What everyone may see: pages, the JSON API and files, all of the same rows."""
