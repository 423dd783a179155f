"""Plan and Timeline as text and as JSON: one printer for `show`, for goldens and for docs."""

from audiocoach.listing.contract import to_dict, to_json
from audiocoach.listing.dumps import plan_text, timeline_text
from audiocoach.listing.overview import overview_text

__all__ = ["overview_text", "plan_text", "timeline_text", "to_dict", "to_json"]
