"""Questions asked of the parts and of a trained model: speed, agreement, stress, ablation.

A folder is one question. To add a study: a folder whose pure functions return figures. To add a
benchmark: such a folder with `command.py`, which has NAME, SUMMARY, `add_arguments` and `run` (the
shape of a command, see `cli`); `boneage-kp benchmark <NAME>` finds it. What is heavy is imported
inside `run`.
"""
