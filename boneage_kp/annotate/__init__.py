"""The annotator: a local page on which people place points and rate stages, and what serves it.

`server.make_app` is the HTTP side (docs/annotate_api.md), `store.Store` keeps what was said,
`film_list.FilmList` knows the films, `proposals.Proposals` has the network's word on them. The page
itself lies in `static/`, plain JavaScript modules.

To add a route: a function in `routes_<subject>.py`, a line in docs/annotate_api.md, a test through
`tests/annotate/clients.py`. To add a fact that people give of a film: a field of `FilmEdit` in
`edit.py`; it is then validated, journalled and sent to the page.
"""
