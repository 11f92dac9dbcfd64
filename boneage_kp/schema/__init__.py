"""What a hand is: bones, skeleton, the pixel convention and the records that cross folders.

To add a bone: a row in `bones.py`; if the set of bones differs, a second `HandSchema` in `hand.py`.
This folder needs numpy alone and imports nothing else of the package.
"""
