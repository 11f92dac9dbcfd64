"""Hands laid on a template by their points, and the regions that are cut out there.

`template_hand` is the mean hand with its regions, `affine_fit` lays a hand on it. The transforms
that use them are `transforms/register_hand.py`, `cut_region.py` and `random_cut_region.py`.

To add a region: what it holds, as a row of `study/regional/template.py`; make the table anew
(`python -m boneage_kp.study.regional.template`); a config that names it.
"""
