using System.Text;
using Octobatch.Cli.Terminals;

namespace Octobatch.Cli.Diffs;

/// <summary>Where diffs go: through the pager to a terminal, coloured; into a pipe byte for byte.</summary>
internal sealed class DiffOutput : IAsyncDisposable
{
    private readonly Session session;
    private readonly Pager? pager;
    private readonly Stream output;

    private DiffOutput(Session session, Pager? pager, Stream output) => (this.session, this.pager, this.output) = (session, pager, output);

    private bool IsTerminal => session.Terminal.Traits.OutputIsTerminal;

    public static DiffOutput Open(Session session)
    {
        var started = session.Terminal.Traits.OutputIsTerminal ? Pager.TryStart(session) : null;
        return new(session, started, started?.Input ?? session.Terminal.Bytes);
    }

    /// <summary>Before a diff. `git apply` takes lines before the first `diff --git` for talk.</summary>
    public Task HeadingAsync(string text, CancellationToken cancellation)
    {
        var line = IsTerminal ? $"{Ink.Bold(session.Terminal.Traits.OutputHasColors, text)}\n\n" : $"# {text}\n";
        return WritingAsync(() => output.WriteAsync(Encoding.UTF8.GetBytes(line), cancellation).AsTask());
    }

    /// <returns>Whether there is anything in it.</returns>
    public async Task<bool> PatchAsync(Stream patch, CancellationToken cancellation)
    {
        var counted = new CountingStream(output);
        await WritingAsync(() => IsTerminal
            ? ColoredDiff.WriteAsync(patch, counted, session.Terminal.Traits.OutputHasColors, cancellation)
            : patch.CopyToAsync(counted, cancellation));
        if (IsTerminal && counted.Written > 0)
            await WritingAsync(() => output.WriteAsync("\n"u8.ToArray(), cancellation).AsTask());
        return counted.Written > 0;
    }

    public ValueTask DisposeAsync() => pager?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task WritingAsync(Func<Task> write)
    {
        try
        {
            await write();
            await output.FlushAsync();
        }
        catch (IOException e)
        {
            throw new OutputClosedException(e); // q in the pager, or the end of a pipe
        }
    }
}
