"""What happened: the rows of evidence, each field as its class allows."""
