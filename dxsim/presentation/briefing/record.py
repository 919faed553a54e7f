"""The record of past forecasts in the briefing: how they fell, why, and what changed since."""

from dxsim.presentation.briefing.blocks import Block, bullets, heading
from dxsim.presentation.text.forecasts import lessons
from dxsim.presentation.text.messages import say


def past_forecasts(lang: str) -> list[Block]:
    """Return how the forecasts on the record fell, nothing where none has been scored."""
    said = lessons(lang)
    return [heading(say("briefing.heading_record", lang)), bullets(said)] if said else []
