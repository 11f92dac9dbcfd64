"""Pictures that are no hands, drawn with the tones of radiographs: they must be rejected.

Each file draws one kind; `pictures` deals them out. A foot, with toes and long bones in rays, is
the critical one. None is anybody's picture.

To add a kind: `<kind>.py` with `draw(rng, size_hw) -> (H, W) float32 in 0-1`, its name in
`pictures.KINDS`; look at the contact sheet before trusting the figure.
"""
