using System.Text;

namespace Octobatch.Campaigns.Steps.Running.Jobs;

/// <summary>What a command writes: the beginning and the end of it, however much it is.</summary>
public sealed class OutputLog(int mostBytes)
{
    private readonly Lock _gate = new();
    private readonly byte[] _head = new byte[mostBytes - (mostBytes / 2)];
    private readonly byte[] _tail = new byte[mostBytes / 2];
    private int _headed;
    private long _tailed;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            var toHead = Math.Min(bytes.Length, _head.Length - _headed);
            bytes[..toHead].CopyTo(_head.AsSpan(_headed));
            _headed += toHead;
            bytes = bytes[toHead..];
            if (bytes.Length > _tail.Length)
            {
                _tailed += bytes.Length - _tail.Length;
                bytes = bytes[^_tail.Length..];
            }

            for (; bytes.Length > 0;)
            {
                var at = (int)(_tailed % _tail.Length);
                var fits = Math.Min(bytes.Length, _tail.Length - at);
                bytes[..fits].CopyTo(_tail.AsSpan(at));
                _tailed += fits;
                bytes = bytes[fits..];
            }
        }
    }

    /// <summary>As UTF-8, without what terminals act on, with a note where something was dropped.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            var dropped = Math.Max(0, _tailed - _tail.Length);
            var at = (int)(_tailed % _tail.Length);
            var tail = dropped == 0 ? _tail.AsSpan(0, (int)_tailed).ToArray() : [.. _tail[at..], .. _tail[..at]];
            var head = _head.AsSpan(0, _headed);
            return dropped == 0
                ? Clean(Encoding.UTF8.GetString([.. head, .. tail]))
                : $"{Clean(Encoding.UTF8.GetString(head))}\n[{dropped} bytes left out]\n{Clean(Encoding.UTF8.GetString(tail))}";
        }
    }

    private static string Clean(string text) =>
        string.Concat(text.Replace("\r\n", "\n", StringComparison.Ordinal).Where(c => !char.IsControl(c) || c is '\n' or '\t'));
}
