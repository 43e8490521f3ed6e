using System.CommandLine;

namespace Octobatch.Cli.Commands;

/// <summary>
/// <c>octobatch completion SHELL</c>: a script for the shell. It asks this program itself what can follow, by the command-line library's
/// <c>[suggest:POSITION]</c>, so that a new command needs no new script.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _octobatch() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(octobatch "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _octobatch octobatch

        """;

    private const string Zsh = """
        #compdef octobatch
        _octobatch() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a completions
            completions=("${(@f)$(octobatch "[suggest:${#line}]" "$line" 2>/dev/null)}")
            [[ -n "${completions[1]}" ]] && compadd -- "${completions[@]}" || _files
        }
        compdef _octobatch octobatch

        """;

    private const string Fish = """
        function __octobatch_complete
            set --local line (commandline --current-process --cut-at-cursor | string collect)
            set --local token (commandline --current-token --cut-at-cursor)
            octobatch "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match --entire --regex -- "^"(string escape --style=regex -- "$token")
            or __fish_complete_path "$token"
        end
        complete --command octobatch --no-files --arguments '(__octobatch_complete)'

        """;

    // The cursor is counted from the start of all that is typed, and the command comes without the blank at its end.
    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName octobatch -ScriptBlock {
            param($word, $line, $position)
            $position -= $line.Extent.StartOffset
            octobatch "[suggest:$position]" ("$line".PadRight($position)) 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    public static Verb Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var verb = new Verb(
            "completion", "Print a script that completes commands and options in a shell",
            "echo 'source <(octobatch completion bash)' >> ~/.bashrc",
            "echo 'source <(octobatch completion zsh)' >> ~/.zshrc",
            "octobatch completion fish > ~/.config/fish/completions/octobatch.fish",
            "octobatch completion pwsh >> $PROFILE")
        {
            shell,
        };
        return verb.Runs((session, _) =>
        {
            session.Terminal.Write(session.Get(shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => PowerShell });
            return Task.FromResult(ExitCode.Ok);
        });
    }
}
