"""`python -m notes_cli` is `notes`."""

from notes_cli.cli.main import main

if __name__ == "__main__":
    main()
