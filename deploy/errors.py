"""What stops an operator, said so that the operator can go on."""


class CannotRun(Exception):
    """One sentence for the operator: what is in the way, and what to do about it."""
