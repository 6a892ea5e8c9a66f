"""What the change commands do: from what was asked to a `Plan` of files, shown first, then carried out whole.

A plan is made without writing: `properties`, `tags`, `create`, `move` and `undo` make one, `plan.apply` carries it out.
How text is edited is `vault.edit`'s matter, how files are written `vault.carry`'s.
"""
