# Tab completion of notes for bash: what `notes --complete` answers.
_notes_completion() {
    local answer
    COMPREPLY=()
    while IFS= read -r answer; do
        COMPREPLY+=("$answer")
    done < <(command notes --complete bash "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[:/=] ]]; then
        compopt -o nospace 2>/dev/null # not in bash 3
    fi
}
complete -o nosort -F _notes_completion notes 2>/dev/null || complete -F _notes_completion notes
