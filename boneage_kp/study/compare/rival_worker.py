"""Runs in the rival's environment, where this package is not: lines in, seconds out.

    python rival_worker.py SIZE_PX THREADS

Untrained, as the networks it stands beside: weights do not change how long anything takes, but what
is detected would; so detection is held to the one best box, as on a film with one hand.
"""

import sys
import time

import torch
import torchvision


def main(size_px: int, threads: int) -> None:
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = torchvision.models.detection.keypointrcnn_resnet50_fpn(
        weights=None,
        weights_backbone=None,
        num_keypoints=13,
        min_size=size_px,
        max_size=size_px,
        box_detections_per_img=1,
        box_score_thresh=0.0,
    )
    model.eval().to(memory_format=torch.channels_last)
    film = torch.rand(3, size_px, size_px)
    for line in sys.stdin:
        asked = line.strip()
        if asked == "versions":
            print(f"torch {torch.__version__}, torchvision {torchvision.__version__}", flush=True)
            continue
        begun = time.perf_counter()
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=asked == "bf16"):
            model([film])
        print(time.perf_counter() - begun, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
