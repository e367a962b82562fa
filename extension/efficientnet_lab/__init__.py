"""EfficientNet Lab beside JupyterLab: what starts the TypeScript kernel, and the command `efficientnet-lab`."""
