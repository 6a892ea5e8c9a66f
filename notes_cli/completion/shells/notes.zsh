#compdef notes
# Tab completion of notes for zsh: what `notes --complete` answers, each word with what is said about it.
_notes() {
    local -a answers before
    local answer
    before=("${(@Q)words[2,CURRENT-1]}")
    answers=("${(@f)$(command notes --complete zsh "${before[@]}" "${(Q)PREFIX}" 2>/dev/null)}")
    local -a open open_shown closed closed_shown
    for answer in "${answers[@]}"; do
        local word="${answer%%$'\t'*}" about="${answer#*$'\t'}"
        [[ -n $word ]] || continue
        local shown="$word${about:+  -- $about}"
        if [[ $word == *[:/=] ]]; then
            open+=("$word") open_shown+=("$shown")
        else
            closed+=("$word") closed_shown+=("$shown")
        fi
    done
    # -U: they have been chosen already, also those that are spelled in another case or script.
    (( $#closed )) && compadd -U -l -V notes -d closed_shown -a closed
    (( $#open )) && compadd -U -l -V notes-more -S '' -d open_shown -a open
}
if [[ $funcstack[1] == _notes ]]; then
    _notes "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _notes notes
fi
