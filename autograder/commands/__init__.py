"""What the subcommands do; `autograder.cli` has their words and their help."""
