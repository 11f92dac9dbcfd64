"""`WrongModel`: weights of another kind of model than was asked for."""


class WrongModel(ValueError):
    """Weights of another kind of model; the text says what they are for and what was wanted."""
