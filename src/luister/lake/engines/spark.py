"""Spark: for lakes beyond one machine. The session is started once for each process."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from luister.common.ids import new_number
from luister.common.options import options

if TYPE_CHECKING:
    import pyarrow as pa


@contextmanager
def connect() -> Iterator[Any]:
    """Open the session and drop this query's views afterwards."""
    import ibis

    session = _session()
    backend = ibis.pyspark.connect(session)
    backend.luister_views = []
    try:
        yield backend
    finally:
        for view in backend.luister_views:
            session.catalog.dropTempView(view)


def stored(backend: Any, files: Sequence[str]) -> Any:
    """Return the files as one table; Ibis's own `read_parquet` takes no list on Spark."""
    return _view(backend, _session().read.option("mergeSchema", "true").parquet(*files))


def local(backend: Any, table: pa.Table) -> Any:
    """Send the Arrow table to the cluster. Ibis's memtable would go through pandas, where empty keys become floats."""
    return _view(backend, _session().createDataFrame(table))


def fetch(backend: Any, expression: Any) -> pa.Table:
    """Run the expression. Ibis's own `to_pyarrow` would go through pandas, where whole numbers with gaps become floats."""
    return _session().sql(backend.compile(expression)).toArrow()


def _view(backend: Any, frame: Any) -> Any:
    name = f"luister_{new_number():x}"
    frame.createOrReplaceTempView(name)
    backend.luister_views.append(name)
    return backend.table(name)


def _session() -> Any:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(options().spark_master).appName("luister")
    settings = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        # A figure is a few thousand cells; two hundred partitions would be all overhead.
        "spark.sql.shuffle.partitions": "8",
        "spark.ui.enabled": "false",
    }
    if options().spark_master.startswith("local"):
        # A machine's own name may lead to an address that Spark can't reach.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
