"""The pages of file formats: each key, from the records and readers that validate the files."""

import inspect
import re
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator
from pydantic_core import PydanticCustomError

from dxsim.analysis.targets import Target
from dxsim.scenario.assumed_errors.defaults import Defaults
from dxsim.scenario.programmes.records import KINDS, Programme
from dxsim.scenario.records import Scenario
from dxsim.scenario.texts import Words

RECORDS: Mapping[str, tuple[type[BaseModel], ...]] = {
    "scenario": (Scenario,),
    "targets": (Target,),
    "programme": tuple(KINDS.values()),
    "uncertainty": (Defaults,),
}
"""The records of each format whose files pydantic validates."""
NOT_IN_FILES = {"Scenario": ("origins", "laid_over")}
"""Fields that the loader fills in."""
PROBES = ("?", "-5000%", "-99999")
"""Values that no key takes: no number, and numbers out of every range."""


def records_page(name: str) -> str:
    """Return the sections of a format: its records, then those they are made of, each once."""
    earlier = list(RECORDS)[: list(RECORDS).index(name)]
    done = {Programme, Words, *(one for other in earlier for one in _reached(other))}
    return "\n".join(line for one in _reached(name) if one not in done for line in _section(one))


def _reached(name: str) -> list[type[BaseModel]]:
    """Return the records of a format and those that their fields speak of, in order."""
    found, wanted = [], list(RECORDS[name])
    while wanted:
        record = wanted.pop(0)
        if record not in found:
            found.append(record)
            fields = record.model_fields.values()
            wanted += [one for field in fields for one in _records_in(field.annotation)]
    return found


def _section(record: type[BaseModel]) -> Iterator[str]:
    yield from (f"### {_words(record.__name__)}", "", _prose(record), "")
    yield from ("| key | value | default |", "|---|---|---|")
    hidden = NOT_IN_FILES.get(record.__name__, ())
    for name, field in record.model_fields.items():
        if name not in hidden:
            value = _value(field.annotation, field.metadata)
            standing = field.get_default(call_default_factory=True, validated_data={})
            default = "required" if field.is_required() else _default(standing)
            yield f"| `{field.alias or name}` | {value} | {default} |"
    yield ""


def _prose(record: type) -> str:
    """Return a record's docstring as Markdown, without what is said of fields no file holds."""
    hidden = NOT_IN_FILES.get(record.__name__, ())
    paragraphs = inspect.cleandoc(record.__doc__ or "").replace("<", "&lt;").split("\n\n")
    return "\n\n".join(p for p in paragraphs if not any(f"`{name}`" in p for name in hidden))


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().capitalize()


def _default(value: Any) -> str:
    empty = value is None or (isinstance(value, tuple | dict | list | str) and not value)
    return "none" if empty else f"`{value}`"


PLAIN = {str: "text", float: "a number", int: "a whole number", bool: "`true` or `false`"}


def _value(annotation: Any, metadata: Any = ()) -> str:
    """Return what stands under a key, in words: what its validator expects, or its form."""
    stated = [said for one in metadata if (said := _expected(one))]
    if stated:
        return stated[0]
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(inside[0], inside[1:])
    return _record(annotation) if origin is None else _container(origin, inside)


def _record(annotation: Any) -> str:
    """Return a record as a link to its section, a plain type in words."""
    if annotation is Words:
        return "a text, or one in `en` and one in `vi`"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        name = _words(annotation.__name__)
        return f"[{name.lower()}](#{name.lower().replace(' ', '-')})"
    return PLAIN.get(annotation, "a value")


def _container(origin: Any, inside: tuple[Any, ...]) -> str:
    """Return alternatives, a mapping, a list or a pair in words."""
    if origin in (Union, types.UnionType):
        return " or ".join(_value(one) for one in inside if one is not type(None))
    if origin is Literal:
        return " or ".join(f"`{one}`" for one in inside)
    if issubclass(origin, Mapping):
        return f"a mapping from {_value(inside[0])} to {_value(inside[1])}"
    if Ellipsis in inside:
        return f"a list, each: {_value(inside[0])}"
    return f"a list of {len(inside)}, each: {_value(inside[0])}"


def _expected(validator: Any) -> str:
    """Return what a validator says it expects when given what cannot be right: form, then range."""
    if not isinstance(validator, BeforeValidator | AfterValidator):
        return ""
    said = [_refusal(validator, probe) for probe in PROBES]
    return "; ".join(dict.fromkeys(text for text in said if text)).replace("|", "\\|")


def _refusal(validator: Any, probe: str) -> str:
    try:
        validator.func(probe)
    except PydanticCustomError as error:
        return str((error.context or {}).get("expected", ""))
    except (AttributeError, TypeError, ValueError):
        return ""
    return ""


def _records_in(annotation: Any) -> list[type[BaseModel]]:
    """Return the records that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for one in get_args(annotation) for found in _records_in(one)]
