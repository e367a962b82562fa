"""Runtimes for inference alone as competitors: ONNX Runtime and OpenVINO, on what they exported from PyTorch's network."""

import json
import os
import sys
from pathlib import Path

from reference import channels_first
from step_process import answer_steps

job = json.loads(sys.argv[1])
folder, images = Path(job["reference"]), channels_first(job)
# By themselves both leave out the second thread of each core, which the others use.
threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def onnxruntime_network():
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        folder / "network.onnx", options, providers=["CPUExecutionProvider"]
    )
    name = session.get_inputs()[0].name
    return f"ONNX Runtime {onnxruntime.__version__}", lambda: session.run(None, {name: images})[0]


def openvino_network():
    from openvino_alone import openvino

    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        # It would compute in bfloat16 where the processor can.
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": threads,
        "ENABLE_HYPER_THREADING": True,
    }
    network = openvino.Core().compile_model(folder / "network.xml", "CPU", settings)
    request = network.create_infer_request()
    version = openvino.__version__.split("-")[0]
    return f"OpenVINO {version}, float32", lambda: request.infer([images])[network.output(0)]


what, logits = {"onnxruntime": onnxruntime_network, "openvino": openvino_network}[job["setting"]]()
answer_steps(what, lambda: float(logits()[0, 0]), lambda: logits().flatten().tolist())
