"""filmcli: a logline becomes a screenplay, a cast, pictures and a film, in stages that are files."""

__version__ = "0.1.0"
