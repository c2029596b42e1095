"""One file for each group of commands.

A file has `add_parser(subparsers)`, which adds its commands and sets for each `run`, a function that takes the parsed
arguments and returns an exit code (None is 0). What stops the operator is raised as `deploy.errors.CannotRun`.
`deploy.settings.of_run()` tells where the Haven is that the operator means.
"""
