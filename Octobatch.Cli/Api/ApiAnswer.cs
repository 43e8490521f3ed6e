using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Octobatch.Cli.Api;

/// <summary>An answer with its bytes, which <c>--json</c> shows as they came.</summary>
internal sealed record ApiAnswer(byte[] Body, string? ETag, Uri Url)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <exception cref="StopException">It is something else: another program's address, most likely.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Body, type) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new StopException(ExitCode.Unreachable, $"What {Url} answers is not what Octobatch of this version would. Is that its address? ({e.Path})", e);
        }
    }
}
