"""From a validator's complaint to one line that names file, line, key, found and expected."""

from typing import TYPE_CHECKING, get_args

from dxsim.data.yamlfile import InputError, Node, nearest, quoted, shown
from dxsim.scenario.laws import Record

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

STACKING = ("extends", "prefer")
"""Keys of a scenario file that say what it is laid over, and not what it assumes."""
INTERNAL = ("origins", "laid_over", "programme_files")
"""Fields of records that no file states."""


def plain(node: Node) -> object:
    """Return a node's content as plain mappings, lists and texts."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def compared(value: object) -> object:
    """Return a plain value as it is compared: spaces and case do not matter."""
    if isinstance(value, dict):
        return {key: compared(child) for key, child in value.items()}
    if isinstance(value, list):
        return [compared(child) for child in value]
    return "".join(str(value).lower().split())


def input_error(error: "ValidationError", tree: Node, model: type[Record]) -> InputError:
    """Return pydantic's first error as one line that names its place in the file.

    Parameters
    ----------
    error
        what pydantic complains of.
    tree
        the tree that was validated.
    model
        the record it was validated against.
    """
    details = sorted(error.errors(), key=lambda item: item["type"] != "extra_forbidden")
    detail = details[0]
    location = _within(detail)
    node, line, keys = tree, tree.line, []
    for part in location:
        children = node.value
        if isinstance(children, dict) and str(part) in children:
            line = node.key_lines.get(str(part), line)
            node = children[str(part)]
            line = max(line, node.line) if not isinstance(node.value, dict | list) else line
        elif isinstance(children, list) and isinstance(part, int) and part < len(children):
            node = children[part]
            line = node.line
        elif detail["type"] != "missing" or part != location[-1]:
            continue
        keys.append(str(part))
    found, expected, hint = _said(detail, node, location, model)
    return InputError(
        node.file, line=line, key=".".join(keys) or None, found=found, expected=expected, hint=hint
    )


def _within(detail: "ErrorDetails") -> list[int | str]:
    """Return the place without pydantic's own mark for "the key itself", which comes last."""
    location = list(detail["loc"])
    return location[:-1] if _about_a_key(detail) else location


def _about_a_key(detail: "ErrorDetails") -> bool:
    return detail["type"] != "extra_forbidden" and detail["loc"][-1:] == ("[key]",)


def _said(
    detail: "ErrorDetails",
    node: Node,
    location: list[int | str],
    model: type[Record],
) -> tuple[str, str, str]:
    context = detail.get("ctx", {})
    found = quoted(node.value) if isinstance(node.value, str) else ""
    if detail["type"] == "extra_forbidden":
        known = known_keys(model, location[:-1])
        name = str(location[-1])
        return f"the unknown key {quoted(name)}", f"one of {', '.join(known)}", nearest(name, known)
    if detail["type"] == "missing":
        return "nothing", f"the key {location[-1]}", ""
    if detail["type"] == "literal_error":
        choices = [c.strip(" '") for c in context["expected"].replace(" or ", ", ").split(",")]
        word = str(location[-1]) if _about_a_key(detail) else str(node.value)
        shown_word = quoted(word) if node.value is not None else "nothing"
        return shown_word, f"one of {', '.join(choices)}", nearest(word, choices)
    if "expected" in context:
        key_found = quoted(str(location[-1])) if _about_a_key(detail) else found
        default = "nothing" if node.value is None else key_found
        return context.get("found", default), context["expected"], context.get("hint", "")
    if detail["type"] == "string_pattern_mismatch":
        return found, "letters, digits, hyphens and underscores", ""
    message = detail["msg"]
    expected = {
        "model_type": "keys with values",
        "model_attributes_type": "keys with values",
        "dict_type": "keys with values",
        "tuple_type": "a list",
        "string_type": "a text",
        "float_type": "a value",
        "int_type": "a whole number",
        "too_short": "at least one entry",
    }.get(detail["type"], shown(message, 120))
    return found or "something else", expected, ""


def known_keys(model: type[Record], location: list[int | str]) -> list[str]:
    """Return the keys a record, or a record within it at `location`, may have."""
    current: object = model
    for part in location:
        names = {
            info.alias or name: info for name, info in getattr(current, "model_fields", {}).items()
        }
        info = names.get(str(part))
        current = _record_in(info.annotation) if info else current
    fields = getattr(current, "model_fields", {})
    own = [info.alias or name for name, info in fields.items() if name not in INTERNAL]
    return [*own, "sources", *STACKING] if "producer" in own and not location else own


def _record_in(annotation: object) -> object:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    for inner in get_args(annotation):
        record = _record_in(inner)
        if record is not None:
            return record
    return None
