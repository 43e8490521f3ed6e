using System.Text;
using Octobatch.Cli.Terminals;

namespace Octobatch.Cli.Diffs;

/// <summary>Where diffs go: through the pager to a terminal, coloured; into a pipe byte for byte.</summary>
internal sealed class DiffOutput : IAsyncDisposable
{
    private readonly Session session;
    private readonly Pager? pager;
    private readonly ReaderStream output;

    private DiffOutput(Session session, Pager? pager)
    {
        (this.session, this.pager) = (session, pager);
        output = new(pager?.Input ?? session.Terminal.Bytes);
    }

    private bool IsTerminal => session.Terminal.Traits.OutputIsTerminal;

    public static DiffOutput Open(Session session) => new(session, session.Terminal.Traits.OutputIsTerminal ? Pager.TryStart(session) : null);

    /// <summary>Before a diff. `git apply` takes lines before the first `diff --git` for talk.</summary>
    public async Task HeadingAsync(string text, CancellationToken cancellation)
    {
        var line = IsTerminal ? $"{Ink.Bold(session.Terminal.Traits.OutputHasColors, text)}\n\n" : $"# {text}\n";
        await output.WriteAsync(Encoding.UTF8.GetBytes(line), cancellation);
    }

    /// <returns>Whether there is anything in it.</returns>
    /// <exception cref="OutputClosedException">q in the pager, or the end of a pipe.</exception>
    public async Task<bool> PatchAsync(Stream patch, CancellationToken cancellation)
    {
        var before = output.Written;
        if (!IsTerminal)
        {
            await patch.CopyToAsync(output, cancellation);
            return output.Written > before;
        }

        await ColoredDiff.WriteAsync(patch, output, session.Terminal.Traits.OutputHasColors, cancellation);
        var any = output.Written > before;
        if (any)
            await output.WriteAsync("\n"u8.ToArray(), cancellation);
        return any;
    }

    public ValueTask DisposeAsync() => pager?.DisposeAsync() ?? ValueTask.CompletedTask;
}
