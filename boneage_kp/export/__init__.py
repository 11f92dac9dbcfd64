"""Networks into files that run without torch: ONNX with points and stages, checked against torch.

To add a format: `<name>.py` that writes the file and refuses to call it done before its numbers
have been compared with torch's.
"""
