"""`benchmark model`: what a network costs, counted and timed, against its budget.

To add a cost: to `counts` what is counted, to `speed` what is timed, to `budget` what it may be.
"""
