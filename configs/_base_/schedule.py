"""How weights move, for every config."""

epochs = 24
batch_size = 8
optimizer = dict(type="AdamW", lr=1e-3, weight_decay=0.05)
schedule = dict(name="cosine", warmup_steps=200)
clip_grad = 5.0
ema_momentum = 0.002
