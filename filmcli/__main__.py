"""`python -m filmcli`."""

from filmcli.cli import entry

entry()
