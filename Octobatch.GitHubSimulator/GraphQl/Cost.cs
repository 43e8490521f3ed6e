using GraphQLParser;
using GraphQLParser.AST;
using Octobatch.GitHubSimulator.Limits;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>
/// What a document costs, as GitHub publishes it: the requests that its connections would need, divided by a hundred, at least
/// one point; and how many nodes it could bring, at most half a million.
/// </summary>
internal sealed class Cost
{
    private const long MostNodes = 500_000;
    private const int LongestPage = 100;

    private readonly IReadOnlySet<string> connections;
    private readonly Dictionary<string, GraphQLFragmentDefinition> fragments;
    private readonly IReadOnlyDictionary<string, object?> variables;
    private long requests;
    private long nodes;

    private Cost(GraphQLDocument document, GraphQLOperationDefinition operation, IReadOnlyDictionary<string, object?> variables, IReadOnlySet<string> connections)
    {
        this.connections = connections;
        this.variables = variables;
        fragments = document.Definitions.OfType<GraphQLFragmentDefinition>().ToDictionary(fragment => fragment.FragmentName.Name.StringValue);
        IsMutation = operation.Operation is OperationType.Mutation;
        Mutations = IsMutation ? [.. operation.SelectionSet.Selections.OfType<GraphQLField>().Select(field => field.Name.StringValue)] : [];
        Walk(operation.SelectionSet, 1, 0);
    }

    public bool IsMutation { get; }

    /// <summary>The mutations, in order.</summary>
    public IReadOnlyList<string> Mutations { get; }

    /// <summary>What is taken from the hour's points.</summary>
    public int Points => (int)Math.Max(1, Math.Min(int.MaxValue, (requests + 50) / 100));

    /// <summary>How many nodes could come.</summary>
    public int Nodes => (int)Math.Min(int.MaxValue, nodes);

    /// <summary>Why GitHub would not run it at all; null when it would.</summary>
    public GraphError? Refusal { get; private set; }

    /// <summary>The hour's points after this request.</summary>
    public BudgetState Budget { get; set; }

    public static Cost Of(
        GraphQLDocument document, GraphQLOperationDefinition operation, IReadOnlyDictionary<string, object?> variables, IReadOnlySet<string> connections)
    {
        var cost = new Cost(document, operation, variables, connections);
        if (cost.nodes > MostNodes)
            cost.Refusal ??= new GraphError("MAX_NODE_LIMIT_EXCEEDED", $"This query requests up to {cost.nodes:N0} possible nodes which exceeds the maximum limit of {MostNodes:N0}.");
        return cost;
    }

    private void Walk(GraphQLSelectionSet? set, long times, int depth)
    {
        if (set is null || depth > 30)
            return;
        foreach (var selection in set.Selections)
        {
            switch (selection)
            {
                case GraphQLField field:
                    Walk(field.SelectionSet, times * Size(field, times), depth + 1);
                    break;
                case GraphQLInlineFragment inline:
                    Walk(inline.SelectionSet, times, depth + 1);
                    break;
                case GraphQLFragmentSpread spread when fragments.TryGetValue(spread.FragmentName.Name.StringValue, out var fragment):
                    Walk(fragment.SelectionSet, times, depth + 1);
                    break;
            }
        }
    }

    private long Size(GraphQLField field, long times)
    {
        var name = field.Name.StringValue;
        if (!connections.Contains(name))
            return 1;
        var first = Number(field, "first");
        var size = first ?? Number(field, "last");
        if (size is null)
        {
            Refusal ??= new GraphError("MISSING_PAGINATION_BOUNDARIES",
                $"You must provide a `first` or `last` value to properly paginate the `{name}` connection.");
            return 1;
        }

        if (size > LongestPage)
        {
            Refusal ??= new GraphError("EXCESSIVE_PAGINATION",
                $"Requesting {size} records on the `{name}` connection exceeds the `{(first is null ? "last" : "first")}` limit of {LongestPage} records.");
        }

        requests += times;
        nodes += times * size.Value;
        return Math.Max(1, size.Value);
    }

    private long? Number(GraphQLField field, string name) => field.Arguments?.FirstOrDefault(argument => argument.Name.StringValue == name)?.Value switch
    {
        GraphQLIntValue value => long.Parse(value.Value.Span),
        GraphQLVariable variable when variables.GetValueOrDefault(variable.Name.StringValue) is { } value => Convert.ToInt64(value),
        _ => null,
    };
}
