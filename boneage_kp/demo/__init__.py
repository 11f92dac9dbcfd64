"""A film to try things on: `film.png`, a drawn hand of a girl of 11.2 years, no patient's.

Generator 1.2 with its defaults at 1024 px, seed 2026, index 24. It stays as it is when the
generator changes: a reading of it is compared with an earlier one. To add a film: a PNG of a drawn
hand and its three facts here; never one of a patient.
"""

from pathlib import Path

DEMO_FILM = Path(__file__).with_name("film.png")
DEMO_SEX = "F"
DEMO_AGE_YEARS = 11.2
