"""What kinds of models there are to train, and what differs between them: one file a kind.

`hands` is the bone detector, `ages` the whole-image systems, `masks` the hand mask. All that the
engine has to know of a kind stands in its `Task`; nothing else asks which kind a model is.

To add a kind: `<name>.py` with a class as `task.Task` describes it, and its line in
`known.task_of`.
"""
