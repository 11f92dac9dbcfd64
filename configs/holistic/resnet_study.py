"""A ResNet at 224 px: age and sex from the image alone; what its study varies stands below.

boneage-kp benchmark resnet-study configs/holistic/resnet_study.py --output out/resnet_study
"""

_base_ = ["../_base_/holistic.py"]

model = dict(
    type="ResnetStudy",
    backbone=dict(type="TimmBackbone", model_name="resnet18", weights_file=None),
    scaling=dict(type="InstanceScaling"),
    sex_weight=0.2,
    loss=dict(type="AgeL1"),
)
train_data = dict(
    pipeline=[
        dict(type="RandomWarp", size="epoch_size", degrees=20, scale=(0.9, 1.25), shift=0.05),
        dict(type="RandomTone"),
    ],
)
sizes = [(0, 224)]
batch_size = 32
epochs = 12
optimizer = dict(type="Adam", lr=1e-3, weight_decay=0.0)
schedule = dict(name="exponential")

# What the study varies: axis -> choice -> settings on top of this config. The first choice of an
# axis is what stands above; a test holds it to that.
_grid = dict(
    network={
        "resnet18": [],
        "resnet34": ["model.backbone.model_name=resnet34"],
        "resnet50": ["model.backbone.model_name=resnet50"],
    },
    normalisation={
        "instance": [],
        "batch": ["model.scaling.type=BatchScaling"],
    },
    schedule={
        "exponential": [],
        "step": ["schedule.name=step"],
        "plateau": ["schedule.name=reduce_on_plateau"],
        "cyclic": ["schedule.name=cyclic"],
        "one-cycle": ["schedule.name=one_cycle"],
    },
    optimizer={
        "adam": [],
        "sgd": ["optimizer.type=SGD", "optimizer.momentum=0.9", "optimizer.lr=0.01"],
    },
    decay={
        "no-L2": [],
        "L2-1e-4": ["optimizer.weight_decay=1e-4"],
        "L2-1e-2": ["optimizer.weight_decay=1e-2"],
    },
)
