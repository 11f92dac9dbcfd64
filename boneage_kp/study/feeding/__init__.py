"""`benchmark feeding`: whether films come as fast as the network learns.

To add a way of feeding: a function in `speed` that returns seconds of steps, and its line in
`command`.
"""
