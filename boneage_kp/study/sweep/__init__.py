"""What commands share that train many networks on one set of films and lay their errors in a table.

`arguments` are their options, `plan` what all runs train on and are measured on, `runs` keeps what
is done, `loop` stops at the budget, `training` gives figures, `cell`, `table` and `results` lay
them out.

To add such a command: a folder beside this one with what it varies, its table and `command.py`.
"""
