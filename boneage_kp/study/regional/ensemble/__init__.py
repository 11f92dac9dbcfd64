"""The linear ensemble over regions, heads and sexes, fitted on films that no member has seen.

`answers` asks every member, `linear_fit` weighs them, `combinations` does so for each sex, `table`
and `plot` show the errors over the stages of `development_stages`.

To add a row of the table: a `Reader` in `combinations.readers`.
"""
