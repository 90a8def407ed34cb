"""Run the command line as `python -m coesa`."""

from coesa.cli import main

if __name__ == "__main__":
    main()
