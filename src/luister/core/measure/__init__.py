"""Statistics of small tables of counts.

Every function is pure: counts go in, a frozen result with its bounds, its number of answers and its method comes out.
Counts run from the worst score to the best. Without answers the result is None, never zero.
"""

from luister.core.measure.differences import nps_difference, share_difference
from luister.core.measure.estimates import Difference, Estimate
from luister.core.measure.means import mean_score
from luister.core.measure.nps import NpsMethod, nps
from luister.core.measure.shares import ces, top_box
from luister.core.measure.weights import effective_sample_size, effective_sample_size_from_sums

__all__ = [
    "Difference",
    "Estimate",
    "NpsMethod",
    "ces",
    "effective_sample_size",
    "effective_sample_size_from_sums",
    "mean_score",
    "nps",
    "nps_difference",
    "share_difference",
    "top_box",
]
