"""Results for people: sheets, drawings and pages. Drawing knows no model.

`hand_score` gathers everything a report says of one hand's stages; `score_sheet` prints it.

To add a report: one file that takes records, readings or a `HandScore` and returns text, or an
image; it reads and writes no files itself.
"""
