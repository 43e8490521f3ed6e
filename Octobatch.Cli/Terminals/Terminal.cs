using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Octobatch.Cli.Terminals;

/// <summary>
/// Standard output, standard error and the keyboard. Results go to standard output, everything that is said on the way to standard error,
/// so that a pipe gets results alone.
/// </summary>
internal sealed class Terminal(Stream output, TextWriter error, Func<TextReader> input, TerminalTraits traits)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private StreamWriter? writer;
    private TextReader? reader;

    private ReaderStream Output { get; } = new(output);

    public TextWriter Error => error;

    /// <summary>Opened by the first who reads, because few commands do.</summary>
    public TextReader Input => reader ??= input();

    public TerminalTraits Traits => traits;

    /// <summary>Standard output as text; the same stream as <see cref="Bytes"/>.</summary>
    public TextWriter Writer => writer ??= new StreamWriter(Output, Utf8, bufferSize: 16 * 1024, leaveOpen: true);

    /// <summary>Standard output for bytes as they are, such as a patch's. What is written to it when its reader has gone is an <see cref="OutputClosedException"/>.</summary>
    public Stream Bytes
    {
        get
        {
            Writer.Flush();
            return Output;
        }
    }

    /// <summary>How long lines may be, in characters.</summary>
    public int Width => traits.Width;

    /// <summary>Whether a part of the result has been written already.</summary>
    public bool HasWritten { get; private set; }

    public static Terminal OfThisProcess() => new(StandardOutput(), Console.Error, () => Console.In, TerminalTraits.OfThisProcess());

    public void WriteLine(string line = "") => Write(line + "\n");

    /// <exception cref="OutputClosedException">Whoever read it has gone.</exception>
    public void Write(string text)
    {
        HasWritten = true;
        Writer.Write(text);
        if (traits.OutputIsTerminal)
            Writer.Flush();
    }

    /// <summary>Says something that is no result.</summary>
    public void Say(string line) => error.Write(line + "\n");

    /// <summary>Says why a command does not do what was asked.</summary>
    public void Complain(string message) => Say($"{Ink.Red(traits.ErrorHasColors, "error:")} {message}");

    public void Warn(string message) => Say($"{Ink.Yellow(traits.ErrorHasColors, "warning:")} {message}");

    public void Flush()
    {
        try
        {
            Writer.Flush();
        }
        catch (OutputClosedException)
        {
            // Whoever read it has gone, and needs no more.
        }

        error.Flush();
    }

    // The console's own stream swallows that its reader has gone, and a long list would be fetched to its end for nobody. To a file only
    // that stream writes where the shell's last command ended.
    private static Stream StandardOutput()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var raw = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return raw.CanSeek ? Console.OpenStandardOutput() : raw;
    }
}
