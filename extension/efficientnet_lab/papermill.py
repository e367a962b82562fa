"""Parameters of papermill as TypeScript, a language it has no translator for.

Papermill loads the engines of other packages when it starts, and the translator with this one; it asks for no translators.
"""

import json

from papermill.engines import NBClientEngine as Engine
from papermill.translators import Translator, papermill_translators

__all__ = ["Engine"]


class TypeScriptTranslator(Translator):
    """Declares each parameter with what JSON makes of it, as `efficientnet-lab run -p` does."""

    @classmethod
    def translate(cls, val):
        # Dates, which YAML has and JSON hasn't, become text.
        return json.dumps(val, ensure_ascii=False, default=str)

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}"

    @classmethod
    def assign(cls, name, str_val):
        return f"const {name} = {str_val};"


papermill_translators.register("typescript", TypeScriptTranslator)
