"""`filing`: arguments, opening files, printing, exit codes.

0: no error found; 1: an error found in, or through, a readable PATH; 2: bad usage, a PATH that does not
exist or cannot be opened, a defect of ours. `--version` answers before anything is imported.
"""

import sys

from generator import __version__


def main(arguments: list[str] | None = None) -> int:
    """Run the command line `arguments` (default: the process's own) and return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given in (["--version"], ["-V"]):
        print(f"filing {__version__}")
        return 0
    from generator.commands import run

    return run(given)


if __name__ == "__main__":
    sys.exit(main())
