"""Names put into wordings."""

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([a-z_]{1,40})\}")


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Replace `{name}` by its value, literally and once.

    Unknown names stay as they are, and a value that looks like a placeholder is not filled in turn: neither wording nor
    value is ever a format string.

    Examples
    --------
    >>> fill_placeholders("How was {organisation}? {0.__class__}", {"organisation": "{organisation} & Co"})
    'How was {organisation} & Co? {0.__class__}'
    """
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)
