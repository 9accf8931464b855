"""The verbs of the `corpus` command, a module a subject; `corpus.cli` registers them."""
