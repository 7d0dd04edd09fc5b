"""Labels of progress towards a target, by published methods that are held as data (`methods.toml`)."""
