using System.Globalization;
using System.Text;
using GraphQL;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>A page of a list, as every connection of the schema has it. A cursor is a place in the list.</summary>
internal sealed class Connection
{
    private Connection(IReadOnlyList<object> nodes, int start, int total)
    {
        Nodes = nodes;
        Start = start;
        Total = total;
    }

    public IReadOnlyList<object> Nodes { get; }

    public int Start { get; }

    public int Total { get; }

    public bool HasNext => Start + Nodes.Count < Total;

    public bool HasPrevious => Start > 0;

    /// <summary>The page that the arguments <c>first</c>, <c>last</c>, <c>after</c> and <c>before</c> ask for; nodes are only made for it.</summary>
    public static Connection Of<T>(IResolveFieldContext context, IReadOnlyList<T> all, Func<T, object> node)
    {
        var (from, to) = (0, all.Count);
        if (Place(context.GetArgument<string?>("after")) is { } after)
            from = Math.Clamp(after + 1, 0, all.Count);
        if (Place(context.GetArgument<string?>("before")) is { } before)
            to = Math.Clamp(before, from, all.Count);
        if (context.GetArgument<int?>("first") is { } first)
            to = Math.Min(to, from + first);
        else if (context.GetArgument<int?>("last") is { } last)
            from = Math.Max(from, to - last);
        return new Connection([.. Enumerable.Range(from, Math.Max(0, to - from)).Select(i => node(all[i]))], from, all.Count);
    }

    public static string Cursor(int place) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"cursor:v2:{place.ToString(CultureInfo.InvariantCulture)}"));

    private static int? Place(string? cursor)
    {
        var bytes = new byte[cursor?.Length ?? 0];
        return cursor is not null && Convert.TryFromBase64String(cursor, bytes, out var length)
            && int.TryParse(Encoding.ASCII.GetString(bytes, 0, length).AsSpan("cursor:v2:".Length), out var place)
                ? place
                : null;
    }
}

/// <summary>One node of a connection with its cursor.</summary>
internal sealed record Edge(string Cursor, object Node);
