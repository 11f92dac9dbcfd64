"""Reading with the regional pipeline: mask, points, registration, regions, a linear ensemble.

`mask_network` and `mask_reading` find the hand, `hand_points` its 13 points, `region_network` is
one network of one region, `film_regions` what it is shown of a film, `ensemble_file` what is put
together, `reader` all of it behind the interface of `whole_image.reader.AgeReader`.

To add a way of putting answers together: a field of `ensemble_file.Combination` with its fit in
`study/regional/ensemble/linear_fit.py`.
"""
