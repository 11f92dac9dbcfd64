"""Pages of studies that train many networks: curves, charts and a table on one page.

`resnet_page` takes a `contents.StudyPage`; `line_chart` and `point_chart` are inline SVG, colours
and dashes by class from `style`. To add a chart: a file that takes numbers and returns `Html`.
"""
