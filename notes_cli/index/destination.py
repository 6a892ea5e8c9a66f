"""Where a link leads: Obsidian's rule for links and Hugo's for references, as SQL over facts about single files.

In every expression `l` is a link (`key` and `path` as in `model.Link`) and `f` the file it stands in. No row says
where a link leads: it is decided when it is asked, so that a new note changes no row of another.
"""

#: The folder of a path whose last segment is known, with its "/"; "" at the root.
_FOLDER = "substr({path}, 1, length({path}) - length({key}))"
_HERE = _FOLDER.format(path="f.path_key", key="f.name_key")
_WHOLE = "ltrim(iif(l.path = '', l.key, l.path), '/')"
_AT = (
    "SELECT c.id FROM file c WHERE c.path_key IN ({path}, {path} || '.md') AND {condition} "
    "ORDER BY length(c.path_key), c.path LIMIT 1"
)

#: What link `l` of file `f` means before anything else, in Obsidian's order: the exact path from the root, in the same
#: folder, right below it. Each is one look into an index, so that names which every folder has (a cover, a readme)
#: cost no more than others. A path that begins with / is the whole path.
_DIRECT = f"""
    coalesce(({_AT.format(path=_WHOLE, condition="1")}), iif(l.path LIKE '/%', NULL, coalesce(
        ({
    _AT.format(
        path=f"{_HERE} || l.key",
        condition='''(l.path = '' OR substr(c.path_key, -length(l.path) - 1)
            = '/' || l.path OR substr(c.path_key, -length(l.path) - 4) = '/' || l.path || '.md')''',
    )
}),
        ({_AT.format(path=f"{_HERE} || {_WHOLE}", condition="1")}))))"""

#: The files that it may mean else, all those of its name and path; what lies below its folder goes before. Aliases
#: do not resolve. (What is ranked by is selected here: SQLite does not let ORDER BY of a scalar subquery look outside.)
_WIKI_FITS = f"""
    c.name_key IN (l.key, l.key || '.md')
    AND (l.path = '' OR c.path_key IN ({_WHOLE}, {_WHOLE} || '.md')
         OR substr(c.path_key, -length(l.path) - 1) = '/' || l.path
         OR substr(c.path_key, -length(l.path) - 4) = '/' || l.path || '.md')"""
_WIKI_CANDIDATES = f"""
    SELECT c.id, c.path, c.path_key, 0 AS first, 0 AS second,
           substr(c.path_key, 1, length({_HERE})) <> {_HERE} AS third
    FROM file c WHERE {_WIKI_FITS}"""

_LANGUAGE = "substr(l.path, 1, instr(l.path, '//') - 1)"
_LOGICAL = "substr(l.path, instr(l.path, '//') + 2)"
_ROOTED = f"'/' || ltrim({_LOGICAL}, '/')"
_PAGE = "coalesce(c.page, substr(c.path_key, 1, length(c.path_key) - 3))"

#: The same for Hugo's references, "LANGUAGE//LOGICAL PATH" (gohugo.io, methods/shortcode/ref): a page in that
#: language, in the folder of the page or of its bundle, from the root of the vault or of `content`, and what is
#: nearest to the root. A path that begins with / is one from the root, or from any folder within `content`.
_REFERENCE_FITS = f"""
    c.is_note = 1 AND (c.page_key = l.key OR c.name_key = l.key || '.md')
    AND (substr('/' || {_PAGE}, -length({_ROOTED})) = {_ROOTED}
         OR substr('/' || c.path_key, -length({_ROOTED}) - 3) = {_ROOTED} || '.md')
    AND ({_LOGICAL} NOT LIKE '/%' OR '/' || {_PAGE} = {_ROOTED} OR '/' || c.path_key = {_ROOTED} || '.md'
         OR instr('/' || c.path_key, '/content/') > 0)"""
_REFERENCE_CANDIDATES = f"""
    SELECT c.id, c.path, c.path_key,
           coalesce(c.language, '') <> {_LANGUAGE}
               AND instr('/' || c.path_key, '/' || {_LANGUAGE} || '/') = 0 AS first,
           {_PAGE} NOT IN ({_HERE} || {_LOGICAL},
               coalesce({_FOLDER.format(path="f.page", key="f.page_key")}, '/') || {_LOGICAL}) AS second,
           '/' || {_PAGE} NOT IN ({_ROOTED}, '/content' || {_ROOTED},
               '/content/' || {_LANGUAGE} || {_ROOTED}) AS third
    FROM file c WHERE {_REFERENCE_FITS}"""

_RANK = "d.first, d.second, d.third"
_BEST = f"SELECT d.id FROM ({{}}) d ORDER BY {_RANK}, length(d.path_key), d.path_key, d.path LIMIT 1"

#: The file that link `l` of file `f` leads to, as an expression: none, this note, or the best of those it may mean.
DESTINATION = f"""
    CASE WHEN l.kind = 'external' THEN NULL WHEN l.key = '' AND l.path = '' THEN f.id
    WHEN instr(l.path, '//') THEN ({_BEST.format(_REFERENCE_CANDIDATES)})
    ELSE coalesce({_DIRECT}, ({_BEST.format(_WIKI_CANDIDATES)})) END"""

#: Whether there is a file that link `l` (that is not empty, and not external) may lead to, from wherever it stands.
LEADS_SOMEWHERE = f"""
    CASE WHEN instr(l.path, '//') THEN EXISTS (SELECT 1 FROM file c WHERE {_REFERENCE_FITS})
    ELSE EXISTS (SELECT 1 FROM file c WHERE {_WIKI_FITS}) END"""

#: Whether link `l` of file `f` leads to file `me`, of whose names its key is one. A link without a path does when no
#: other file has that name; then nothing has to be ranked.
LEADS_HERE = f"""
    (l.path = '' AND NOT EXISTS (
        SELECT 1 FROM file c WHERE c.name_key IN (l.key, l.key || '.md') AND c.id <> me.id)
     AND me.name_key IN (l.key, l.key || '.md')) OR ({DESTINATION}) = me.id"""

#: The paths that link `l` of file `f` fits equally well, as a JSON list, the shortest first: nothing but the
#: letters of their names tells them apart, for they lie equally deep. Fewer than two when it is clear.
_EQUAL = f"""
    SELECT json_group_array(e.path) FROM (
        SELECT d.path, rank() OVER (
            ORDER BY {_RANK}, length(d.path_key) - length(replace(d.path_key, '/', ''))) AS place
        FROM ({{}}) d ORDER BY length(d.path_key), d.path_key, d.path) e
    WHERE e.place = 1"""
RIVALS = f"""
    CASE WHEN instr(l.path, '//') THEN ({_EQUAL.format(_REFERENCE_CANDIDATES)})
    WHEN {_DIRECT} IS NOT NULL THEN '[]' ELSE ({_EQUAL.format(_WIKI_CANDIDATES)}) END"""
