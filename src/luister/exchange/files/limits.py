"""How much of a file is accepted. A file beyond a limit is refused with a sentence that names it."""

MAX_FILE_BYTES = 500_000_000
"""Size of a file as it is handed over."""

MAX_UNPACKED_BYTES = 2_000_000_000
"""Size of a file after unpacking: gzip, the parts of an XLSX, the columns of a Parquet file."""

MAX_PACKING_RATIO = 400
"""How many times smaller than its content an XLSX may be. Real ones reach about 30; a zip bomb has thousands."""

MAX_SHARED_STRINGS_BYTES = 200_000_000
"""The texts of an XLSX are held in memory, all at once."""

MAX_COLUMNS = 1_000
MAX_ROWS = 2_000_000
MAX_LINE = 1_000_000
"""Characters in one line of a text file."""

MAX_CELL = 131_072
"""Characters in one cell (the limit of Python's `csv`)."""

MAX_COMMENT = 20_000
MAX_PROMPTS = 200
"""Different prompts in a column of prompts. With more it is a column of answers, not of prompts."""

MAX_KEPT_PROBLEMS = 10_000
"""Row errors that a report lists. The count goes on beyond."""

MAX_MAPPING_BYTES = 200_000
