"""Charts as Vega-Lite specifications: drawn by the browser on a page, and by vl-convert in a report."""
