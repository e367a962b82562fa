"""EfficientNet Lab's JupyterLab extension, TypeScript kernel and kernel helpers, as shared data of this distribution."""

from importlib.metadata import version

__version__ = version("efficientnet-lab")
