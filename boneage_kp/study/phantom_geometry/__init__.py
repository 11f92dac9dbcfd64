"""`benchmark geometry`: growth plates of phantoms, measured from masks, against their ranges.

To add a measure: a field of `growth_plates.PlateMeasure`, and its column in `command`.
"""
