"""One script a stage, with peers beside us in the same run."""
