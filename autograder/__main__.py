"""`python -m autograder`: the same as the command."""

from autograder.cli import main

main()
