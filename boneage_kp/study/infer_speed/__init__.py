"""`benchmark infer`: seconds and memory of a film from file to result, step by step.

To add a step: its name in `command.STEPS`, where the reading itself is timed.
"""
