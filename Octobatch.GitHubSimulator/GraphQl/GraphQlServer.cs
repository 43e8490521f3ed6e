using System.Text.Json;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Limits;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>GitHub's GraphQL API over the part of its schema in <c>schema.graphql</c>.</summary>
internal sealed class GraphQlServer
{
    private readonly DocumentExecuter executer = new();
    private readonly Schema schema;
    private readonly HashSet<string> connections;

    public GraphQlServer()
    {
        using var file = typeof(GraphQlServer).Assembly.GetManifestResourceStream("schema.graphql")!;
        var text = new StreamReader(file).ReadToEnd();
        var document = Parser.Parse(text);
        connections = document.Definitions.OfType<GraphQLObjectTypeDefinition>().SelectMany(type => type.Fields!)
            .Where(field => TypeOf(field.Type).EndsWith("Connection", StringComparison.Ordinal)).Select(field => field.Name.StringValue).ToHashSet();
        var resolvers = new Resolvers();
        QueryTypes.Add(resolvers, document);
        OwnerTypes.Add(resolvers);
        RepositoryTypes.Add(resolvers);
        GitTypes.Add(resolvers);
        PullTypes.Add(resolvers);
        CheckTypes.Add(resolvers);
        Mutations.Add(resolvers);
        schema = Schema.For(text, builder => resolvers.Apply(builder, document));
        foreach (var scalar in document.Definitions.OfType<GraphQLScalarTypeDefinition>())
            schema.RegisterType(new TextScalar(scalar.Name.StringValue));
        schema.Initialize();
    }

    public async ValueTask<Answer> RunAsync(Call call)
    {
        if (call.Caller.Token is null)
        {
            return Answer.Refused(401, "This endpoint requires you to be authenticated.",
                "https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql");
        }

        if (!call.TryBody("query", out string? query))
            return Answer.Refused(400, "A query attribute must be specified and must be a string.", "https://docs.github.com/graphql");
        var variables = call.TryBody("variables", out JsonElement given) && given.ValueKind is JsonValueKind.Object
            ? (Dictionary<string, object?>)Value(given)!
            : [];
        call.TryBody("operationName", out string? name);
        GraphQLDocument document;
        try
        {
            document = Parser.Parse(query);
        }
        catch (GraphQLSyntaxErrorException e)
        {
            return Result(null, [new { Message = $"Parse error on {e.Message}", Locations = new[] { new { e.Location.Line, e.Location.Column } } }]);
        }

        var operation = document.Definitions.OfType<GraphQLOperationDefinition>().FirstOrDefault(each => name is null || each.Name?.StringValue == name);
        if (operation is null)
            return Result(null, [new { Message = $"No operation named \"{name}\"" }]);
        var cost = Cost.Of(document, operation, variables, connections);
        if (cost.Refusal is { } refusal)
            return Result(null, [View(refusal)]);
        if (call.Simulator.Limits.TakeGraphQl(call, cost) is { } limited)
            return limited;

        var result = await executer.ExecuteAsync(options =>
        {
            options.Schema = schema;
            options.Query = query;
            options.Document = document;
            options.Variables = new Inputs(variables);
            options.OperationName = name;
            options.UserContext = new Dictionary<string, object?> { ["session"] = new Session(call, cost) };
            options.CancellationToken = call.Http.RequestAborted;
            options.ThrowOnUnhandledException = true;
        });
        return Result((result.Data as ExecutionNode)?.ToValue(), result.Errors?.Select(View).ToList() ?? []);
    }

    /// <summary>An error instead of any data, which GraphQL gives with status 200.</summary>
    /// <param name="type">GitHub leaves it out where it does not know itself what happened.</param>
    public static Answer Failed(string? type, string message) =>
        Result(null, [type is null ? new { Message = message } : (object)new { Type = type, Message = message }]);

    private static Answer Result(object? data, List<object> errors)
    {
        // Names in the data are the caller's, so they are written as they are.
        var body = new Dictionary<string, object?>();
        if (data is not null || errors.Count is 0)
            body["data"] = data;
        if (errors.Count > 0)
            body["errors"] = JsonSerializer.SerializeToElement(errors, Json.Options);
        return new Answer { Status = 200, Bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json.Plain) };
    }

    private static object View(ExecutionError error)
    {
        var view = new Dictionary<string, object?>();
        if (error is GraphError typed)
            view["type"] = typed.Type;
        if (error.Path is { } path)
            view["path"] = path;
        if (error.Locations is { } locations)
            view["locations"] = locations.Select(location => new { location.Line, location.Column });
        view["message"] = error.Message;
        return view;
    }

    private static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(member => member.Name, member => Value(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt32(out var small) ? small : json.TryGetInt64(out var large) ? large : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static string TypeOf(GraphQLType type) => type switch
    {
        GraphQLNonNullType inner => TypeOf(inner.Type),
        GraphQLListType inner => TypeOf(inner.Type),
        GraphQLNamedType named => named.Name.StringValue,
        _ => "",
    };

    /// <summary>A scalar that travels as text.</summary>
    private sealed class TextScalar : ScalarGraphType
    {
        public TextScalar(string name) => Name = name;

        public override object? ParseValue(object? value) => value?.ToString();

        public override object? ParseLiteral(GraphQLValue value) => value switch
        {
            GraphQLStringValue text => text.Value.ToString(),
            GraphQLNullValue => null,
            _ => ThrowLiteralConversionError(value),
        };

        public override object? Serialize(object? value) => value?.ToString();
    }
}
