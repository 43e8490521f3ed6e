using System.CommandLine;
using System.Text;

namespace Octobatch.Cli.Specs;

/// <summary>A spec as it lies on disk, or comes through a pipe.</summary>
/// <param name="Name">For messages.</param>
internal sealed record SpecFile(string Name, byte[] Bytes)
{
    public static Argument<string> Argument() => new("FILE") { Description = "The spec, as YAML or JSON; - reads it from standard input" };

    private bool IsJson => Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="StopException">There is no such file, or it cannot be read.</exception>
    public static async Task<SpecFile> ReadAsync(Session session, string path, CancellationToken cancellation)
    {
        if (path == "-")
            return new("<stdin>", Encoding.UTF8.GetBytes(await session.Terminal.Input.ReadToEndAsync(cancellation)));
        try
        {
            return new(path, await File.ReadAllBytesAsync(path, cancellation));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopException(ExitCode.Invalid, $"{path} cannot be read: {e.Message}", e);
        }
    }

    public HttpContent ToContent()
    {
        var content = new ByteArrayContent(Bytes);
        content.Headers.ContentType = new(IsJson ? "application/json" : "application/yaml");
        return content;
    }

    /// <summary>One line of it, from 1; null when it has none of that number.</summary>
    public string? Line(int number) => Encoding.UTF8.GetString(Bytes).Split('\n').ElementAtOrDefault(number - 1)?.TrimEnd('\r').TrimStart('\uFEFF');
}
