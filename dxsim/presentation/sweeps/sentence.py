"""Answer of a sweep in a sentence and as plain values."""

import numpy as np

from dxsim.analysis.sweeps.answer import Answer, Need
from dxsim.analysis.sweeps.definition import Sweep
from dxsim.presentation.text.backwards import parameter_name, parameter_value
from dxsim.presentation.text.messages import capital, say
from dxsim.presentation.text.tables import in_unit

MOST_NEEDS = 3
"""Parameters named in a sentence at the most."""


def question(sweep: Sweep, lang: str) -> str:
    """Return a sweep's question, or its name if it has none."""
    return (sweep.question.get(lang) if sweep.question else "") or sweep.name


def answer_sentence(sweep: Sweep, answer: Answer, lang: str) -> str:
    """Return at how many points the target is reached, and what that takes of the parameters."""
    fields = {
        "target": answer.target.title.get(lang),
        "reached": int(answer.reached.sum()),
        "count": answer.judged,
    }
    if not answer.judged:
        return capital(say("sweeps.answer_unjudged", lang, **fields))
    if not answer.reached.any():
        nearest = say("sweeps.answer_nearest", lang, **_nearest(sweep, answer, lang))
        return f"{capital(say('sweeps.answer_none', lang, **fields))} {nearest}"
    if fields["reached"] == fields["count"]:
        text = say("sweeps.answer_all", lang, **fields)
    else:
        needs = [said for need in answer.needs if (said := _need(sweep, need, lang))]
        key = "answer_some" if needs else "answer_mixed"
        text = say(f"sweeps.{key}", lang, needs="; ".join(needs[:MOST_NEEDS]), **fields)
    strained = int((answer.reached & answer.strained).sum())
    if not strained:
        return capital(text)
    more = {"strained": strained, "year": answer.target.year, "reached": fields["reached"]}
    return f"{capital(text)} {say('sweeps.answer_strained', lang, **more)}"


def _nearest(sweep: Sweep, answer: Answer, lang: str) -> dict[str, str]:
    """Return the best value of what is judged, and the parameters of the point that has it."""
    lowest = answer.target.sense == "at_most"
    at = int(np.nanargmin(answer.value) if lowest else np.nanargmax(answer.value))
    named = (
        say(
            "sweeps.parameter", lang, name=parameter_name(path, lang),
            value=parameter_value(sweep.scenario, path, float(sweep.points[path][at]), lang),
        )
        for path in answer.order[:MOST_NEEDS]
    )  # fmt: skip
    value = in_unit(float(answer.value[at]), answer.target.unit, lang)
    return {"value": value, "parameters": ", ".join(named)}


def _need(sweep: Sweep, need: Need, lang: str) -> str:
    """State the values of a parameter that reach the target; empty if every one does."""
    values = sweep.points[need.path]
    bound = need.low if need.rises else need.high
    free = bound <= values.min() if need.rises else bound >= values.max()
    extreme = values.max() if need.rises else values.min()
    if free and need.certain in (None, extreme):
        return ""

    def shown(value: float) -> str:
        return parameter_value(sweep.scenario, need.path, value, lang)

    fields = {"name": parameter_name(need.path, lang)}
    side = "least" if need.rises else "most"
    if free:
        return say(f"sweeps.certain_{side}", lang, certain=shown(need.certain or 0.0), **fields)
    if need.certain is None:
        return say(f"sweeps.needs_{side}", lang, bound=shown(bound), **fields)
    both = {"bound": shown(bound), "certain": shown(need.certain)}
    return say(f"sweeps.needs_and_certain_{side}", lang, **both, **fields)


def answer_record(sweep: Sweep, answer: Answer | None) -> dict[str, object] | None:
    """Return the answer as plain values, as `dxsim sweep --json` prints it."""
    if answer is None:
        return None
    return {
        "question": question(sweep, "en"),
        "target": answer.target.id,
        "judged": answer.judged,
        "reached": int(answer.reached.sum()),
        "strained": int((answer.reached & answer.strained).sum()),
        "needs": [need._asdict() for need in answer.needs],
        "sentence": answer_sentence(sweep, answer, "en"),
    }
