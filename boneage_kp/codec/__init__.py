"""Points to maps and back, both directions side by side, so that the two cannot drift apart.

A codec is written once in a config and used by the losses (encode) and by reading (decode).
To add another target map: `codec/<name>.py` with both directions, tested as a round trip in pixels.

Letters: B batch, K bones, S stages, H W cells, N cells across a window.
"""
