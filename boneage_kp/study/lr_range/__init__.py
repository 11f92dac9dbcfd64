"""`benchmark lr-range`: loss over a learning rate that rises from step to step.

`curve` takes and reads the curve over the `rates`; `results` writes it and says what it suggests,
here and in other studies. To add what a curve suggests: a property of `curve.RangeCurve`.
"""
