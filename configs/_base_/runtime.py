"""What a run writes and how it computes, for every config."""

precision = "bf16"
workers = 2
seed = 0
log_interval = 10
hooks = dict(
    csv=dict(type="CsvLogHook"),
    curves=dict(type="CurvesHook"),
    predictions=dict(type="PredictionsHook", films=6, tile_px=512),
)
