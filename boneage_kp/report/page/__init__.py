"""A film's reading as one self-contained HTML page; what all pages are built of stands here too.

`film_page` puts the sections together, `facts` is what they are told, one file a section;
`document`, `markup`, `style` and `palette` serve the index and the pages of studies too.

To add a section: a function from `PageFacts` to `Html` in a file of its own, its place in
`film_page`, its words in `report/english.py`.
"""
