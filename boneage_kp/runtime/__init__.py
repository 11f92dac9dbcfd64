"""What computes a network: torch, ONNX Runtime or OpenVINO behind one call, `Backend.run`.

`network.py` says what reading asks of a network; the three files with an underscore answer it, each
importing its library when it is made and not before.

To add a runtime: `<name>_.py` with a class that has `run`, and its line in `backends.py`.
"""
