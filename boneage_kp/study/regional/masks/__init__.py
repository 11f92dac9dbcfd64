"""Mining of hand masks, as rounds: train on the masks there are, predict the rest, keep the good.

`mining` is the loop, `job` what was asked and where files lie, `rounds` the work of one round,
`rule` and `page` two ways to say which masks are good, `choice` the file that says it.

To add what the rule looks at: a limit and its words in `rule.MaskRule.faults`.
"""
