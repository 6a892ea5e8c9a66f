# Tab completion of notes for fish: what `notes --complete` answers.
function __notes_completion
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    command notes --complete fish $before[2..-1] "$current" 2>/dev/null
end
complete -c notes -f -k -a '(__notes_completion)'
