"""Hands drawn from anatomy, stage by stage: the embedded data that everything else runs on."""
