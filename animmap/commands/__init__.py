"""The command line: one module a command, texts in the ``cli`` catalogue."""
