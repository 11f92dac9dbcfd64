"""Questions asked of the parts and of a trained model: speed, agreement, stress, ablation.

To add a benchmark: `<name>_benchmark.py` here with NAME, SUMMARY, `add_arguments` and `run` (the
shape of a command, see `cli`); `boneage-kp benchmark <NAME>` finds it. What is heavy is imported
inside `run`. To add another study: one file, one question, a pure function that returns figures.
"""
