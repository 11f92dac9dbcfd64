"""`benchmark lr-range`: loss over a learning rate that rises from step to step.

`curve` takes and reads the curve; `command` writes it. To add what a curve suggests: a property of
`curve.RangeCurve`.
"""
