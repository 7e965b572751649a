"""`python -m luister` is the command line."""

from luister.cli import main

if __name__ == "__main__":
    main()
