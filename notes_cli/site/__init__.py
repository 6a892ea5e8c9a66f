"""A vault as a web site: plain files that a browser opens from a disk and any server serves.

`build` is the door of this room. What a page says comes from `export`, what there is from `Library`.
"""
