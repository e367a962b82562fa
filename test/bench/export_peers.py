"""Writes PyTorch's network with the reference's weights as other runtimes read it, each by its own tools.

usage: export_peers.py JOB    writes network.onnx and network.xml into the reference's folder
"""

import json
import sys
from pathlib import Path

import torch

from openvino_alone import openvino
from torch_network import build, reference_images, with_reference_weights

job = json.loads(sys.argv[1])
folder = Path(job["reference"])
model, images = with_reference_weights(build(job), job), reference_images(job)
torch.onnx.export(model, (images,), folder / "network.onnx", dynamo=True, external_data=False, verbose=False)
# Otherwise the file would hold weights in 16 bits.
openvino.save_model(
    openvino.convert_model(model, example_input=images, input=list(images.shape)),
    folder / "network.xml",
    compress_to_fp16=False,
)
