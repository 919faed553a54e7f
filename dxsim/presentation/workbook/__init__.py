"""The workbook: a spreadsheet that is the model, with every law and closure as live formulas.

`write_workbook` makes it from a scenario, `read_workbook` turns its assumptions back into a
scenario file. The formulas follow `growth`, `share_curves` and `closure` of `dxsim.model`, one row
a quantity; what they show before anybody recalculates comes from the model itself.
"""

from dxsim.presentation.workbook.reading import read_workbook
from dxsim.presentation.workbook.writing import workbook_bytes, write_workbook

__all__ = ["read_workbook", "workbook_bytes", "write_workbook"]
