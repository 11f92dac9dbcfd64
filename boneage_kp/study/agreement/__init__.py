"""How far two raters of the same films agree, for `boneage-kp check-agreement`.

`measure` compares, `words` says it and draws, `disputed` lists the films that somebody decides.

To add a figure: a field of `BoneAgreement` or `AgeAgreement` in `measure`, its line in `words`.
"""
