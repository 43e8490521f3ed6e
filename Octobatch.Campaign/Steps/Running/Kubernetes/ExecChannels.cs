using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text.Json;
using k8s;
using k8s.Models;
using Octobatch.Campaigns.Steps.Running.Jobs;

namespace Octobatch.Campaigns.Steps.Running.Kubernetes;

/// <summary>
/// The streams of a command in a container over one WebSocket, as Kubernetes' <c>v4.channel.k8s.io</c> has them: the first byte of each message
/// says of which it is. What nobody has read yet holds the connection back, so that no output can fill the memory.
/// </summary>
internal sealed class ExecChannels(WebSocket socket, OutputLog log)
{
    public const string Protocol = "v4.channel.k8s.io";
    private const byte StdIn = 0;
    private const byte StdOut = 1;
    private const byte StdErr = 2;
    private const byte End = 3;
    private const int Piece = 32 * 1024;

    private readonly Pipe _output = new();

    /// <summary>The command's standard output; it ends with the command, or with the connection.</summary>
    public Stream Output => _output.Reader.AsStream();

    /// <summary>How the command ended; null while it runs, and for ever when the connection broke.</summary>
    public V1Status? Status { get; private set; }

    /// <summary>Writes to the command's standard input.</summary>
    public async Task SendAsync(Stream input, CancellationToken cancellation)
    {
        var message = new byte[Piece + 1];
        message[0] = StdIn;
        while (await input.ReadAsync(message.AsMemory(1), cancellation) is > 0 and var read)
            await socket.SendAsync(message.AsMemory(0, read + 1), WebSocketMessageType.Binary, endOfMessage: true, cancellation);
    }

    /// <summary>Takes what comes, to the end.</summary>
    public async Task ReceiveAsync(CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        var status = new MemoryStream();
        try
        {
            byte? channel = null;
            while (await socket.ReceiveAsync(buffer.AsMemory(), cancellation) is { MessageType: not WebSocketMessageType.Close } received)
            {
                var part = buffer.AsMemory(0, received.Count);
                if (channel is null && part.Length > 0)
                {
                    channel = part.Span[0];
                    part = part[1..];
                }

                if (channel == StdOut && part.Length > 0 && (await _output.Writer.WriteAsync(part, cancellation)).IsCompleted)
                    return; // nobody reads on
                if (channel == StdErr) log.Append(part.Span);
                if (channel == End && status.Length < Piece) status.Write(part.Span);
                if (received.EndOfMessage) channel = null;
            }
        }
        catch (WebSocketException)
        {
            // The connection broke; without a status nobody takes that for an end.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Status = Read(status);
            await _output.Writer.CompleteAsync();
        }
    }

    /// <summary>The reader is done, whatever may still come.</summary>
    public ValueTask StopReadingAsync() => _output.Reader.CompleteAsync();

    private static V1Status? Read(MemoryStream json)
    {
        try
        {
            return json.Length == 0 ? null : KubernetesJson.Deserialize<V1Status>(System.Text.Encoding.UTF8.GetString(json.ToArray()));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
