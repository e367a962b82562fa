"""OpenVINO without its package for telemetry, which reports each use unless a file in the home folder forbids it."""

import sys

sys.modules["openvino_telemetry"] = None

import openvino

__all__ = ["openvino"]
