import ArgumentParser

/// The shells that can complete the plugin's command lines.
enum CompletedShell: String, ExpressibleByArgument, CaseIterable {
    case bash
    case zsh
    case fish

    /// What the shell shall read at its start.
    ///
    /// All ask the plugin itself, so that there is one place where it is known what may stand where.
    var script: String {
        switch self {
        case .bash: Self.bashScript
        case .zsh: Self.zshScript
        case .fish: Self.fishScript
        }
    }

    private static let bashScript = """
        # Completes kubectl-kopia_maintenance in bash: source <(kubectl-kopia_maintenance completion bash)
        _kubectl_kopia_maintenance() {
            local current=${COMP_WORDS[COMP_CWORD]} answer directive line
            local -a lines=()
            answer=$("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return
            mapfile -t lines <<<"$answer"
            directive=${lines[-1]#:}
            unset 'lines[-1]'
            COMPREPLY=()
            case $directive in
                0) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
                8)
                    mapfile -t COMPREPLY < <(
                        compgen -d -- "$current"
                        for line in "${lines[@]}"; do compgen -f -X "!*.$line" -- "$current"; done
                    )
                    ;;
                4) for line in "${lines[@]}"; do COMPREPLY+=("${line%%$'\\t'*}"); done ;;
            esac
        }
        complete -o filenames -F _kubectl_kopia_maintenance kubectl-kopia_maintenance

        """

    private static let zshScript = """
        #compdef kubectl-kopia_maintenance
        # Completes kubectl-kopia_maintenance in zsh: source <(kubectl-kopia_maintenance completion zsh)
        _kubectl_kopia_maintenance() {
            local answer directive line
            local -a lines entries
            answer=$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null) || return
            lines=("${(@f)answer}")
            directive=${lines[-1]#:}
            lines=("${(@)lines[1,-2]}")
            case $directive in
                0) _files ;;
                8) _files -g "*.(${(j:|:)lines})" ;;
                4)
                    for line in "${lines[@]}"; do
                        entries+=("${${line%%$'\\t'*}//:/\\\\:}${${(M)line:#*$'\\t'*}:+:${line#*$'\\t'}}")
                    done
                    _describe 'kubectl kopia-maintenance' entries
                    ;;
            esac
        }
        compdef _kubectl_kopia_maintenance kubectl-kopia_maintenance

        """

    private static let fishScript = """
        # Completes kubectl-kopia_maintenance in fish: kubectl-kopia_maintenance completion fish | source
        function __kubectl_kopia_maintenance
            set -l words (commandline -opc) (commandline -ct)
            set -l lines ($words[1] __complete $words[2..-1] 2>/dev/null)
            or return
            switch $lines[-1]
                case ':0' ':8'
                    __fish_complete_path (commandline -ct)
                case ':4'
                    printf '%s\\n' $lines[1..-2]
            end
        end
        complete -c kubectl-kopia_maintenance -f -a '(__kubectl_kopia_maintenance)'

        """
}
