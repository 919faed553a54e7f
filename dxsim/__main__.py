"""The command line as `python -m dxsim`."""

from dxsim.cli.main import main

if __name__ == "__main__":
    main()
