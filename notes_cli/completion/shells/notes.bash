# Tab completion of notes for bash: what `notes --complete` answers.
_notes_completion() {
    local answer line="${COMP_LINE-${COMP_WORDS[*]:0:COMP_CWORD+1}}"
    COMPREPLY=()
    while IFS= read -r answer; do
        COMPREPLY+=("$answer")
    done < <(command notes --complete bash "${line:0:${COMP_POINT:-${#line}}}" "${2-${COMP_WORDS[COMP_CWORD]}}" \
        2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:/=] ]]; then
        compopt -o nospace 2>/dev/null # not in bash 3
    fi
}
complete -o nosort -F _notes_completion notes 2>/dev/null || complete -F _notes_completion notes
