"""`benchmark ablation`: what each part of the network is worth.

To add a row to its table: a leaf in configs/ablation that changes one key of the model. To add a
column: a figure that `measure` returns, and its row in `table.COLUMNS`.
"""
