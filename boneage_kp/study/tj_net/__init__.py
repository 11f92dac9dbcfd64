"""`benchmark tj-net`: what TJ-Net's attention and its joint learning do, drawn.

To add a question to the page: a section in `sections`, its drawing in `figures`, its numbers in
`results`.
"""
