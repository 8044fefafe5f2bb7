"""The command: `autograder`, or `python -m autograder`."""

from autograder.fork_safe import begin_again


def start() -> None:
    """Run it, on macOS in an environment that lets forks use numpy."""
    begin_again()
    from autograder.cli import main

    main()


if __name__ == "__main__":
    start()
