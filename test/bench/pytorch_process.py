"""PyTorch as a competitor, with torchvision's own EfficientNet built for the same specification."""

import json
import sys

import torch
import torchvision

from step_process import answer_steps
from torch_network import build, reference_images, with_reference_weights

job = json.loads(sys.argv[1])
spec, batch, setting = job["spec"], job["batchSize"], job["setting"]
torch.manual_seed(1)
# As TensorFlow does; otherwise numbers next to zero would cost many times what others cost.
torch.set_flush_denormal(True)
name = f"PyTorch {torch.__version__}"


def network_step():
    """The step, and for inference a function that gives the logits of the reference's images."""
    layout = torch.contiguous_format if setting == "default" else torch.channels_last

    def compiled(model):
        return torch.compile(model) if setting == "compile" else model

    if job["task"] == "inference":
        images = reference_images(job).to(memory_format=layout)
        network = compiled(with_reference_weights(build(job).to(memory_format=layout), job))

        @torch.inference_mode()
        def logits():
            return network(images)

        return lambda: logits()[0, 0].item(), lambda: logits().flatten().tolist()

    # Pixels as torchvision's transforms give them.
    images = torch.randn(batch, spec["inputChannels"], spec["resolution"], spec["resolution"])
    images = images.to(memory_format=layout)
    labels = torch.arange(batch) % spec["classes"]
    model = build(job).to(memory_format=layout).train()
    network = compiled(model)
    optimizer = torch.optim.SGD(
        model.parameters(), lr=job["optimizer"]["rate"], momentum=job["optimizer"]["momentum"]
    )

    def train():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return train, None


def product_step():
    side = job["side"]
    a, b = torch.rand(side, side), torch.rand(side, side)
    return lambda: torch.mm(a, b)[0, 0].item()


if setting == "product":
    side = job["side"]
    answer_steps(f"one product of matrices, {side} × {side}, {name}", product_step())
else:
    words = {"default": "default", "channels-last": "channels-last", "compile": "channels-last, torch.compile"}
    answer_steps(f"{name}, torchvision {torchvision.__version__}, {words[setting]}", *network_step())
