"""All films of a batch on one page: sorted, filtered and searched, in constant memory.

To add a column: what `rows` keeps of a row of results, its cell in `table` and in `script`.
"""
