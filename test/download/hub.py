"""Downloads with the hub's own client, and writes configurations with timm. Arguments: folder, then what to do."""

import json
import os
import sys

folder, what = sys.argv[1:]
if what == "client":
    from huggingface_hub import hf_hub_download

    files = {
        name: hf_hub_download("timm/tf_efficientnet_b0.in1k", name, cache_dir=folder)
        for name in ["config.json", "model.safetensors"]
    }
    print(json.dumps(files))
else:
    import timm
    from timm.models._hub import save_config_for_hf

    told = {}
    for name in what.split(","):
        model = timm.create_model(name, num_classes=7)
        save_config_for_hf(model, os.path.join(folder, f"{name}.json"))
        # What timm itself would prepare images with.
        told[name] = timm.data.resolve_model_data_config(model)
    print(json.dumps(told))
