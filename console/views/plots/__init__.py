"""Plots by pyqtgraph: columns along days, lying bars. Loaded only when a plot is opened; nothing else knows it."""
