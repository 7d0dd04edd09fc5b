"""What happened: the rows of evidence, payments and indicators, each field as its class allows."""
