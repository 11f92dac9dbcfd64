"""`RuntimeProblem`: a runtime that is missing, or a file it cannot compute; with the cure."""


class RuntimeProblem(ValueError):
    """The text says what we got, what was wanted, and what to do."""
