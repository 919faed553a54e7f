"""Names of cells outside the assumptions sheet."""

from dxsim.analysis.targets import Target


def target_name(target: Target) -> str:
    """Return the part of cell names that stands for a target, such as `target_share_2030`."""
    return "target_" + target.id.replace("-", "_")
