using GraphQLParser;
using GraphQLParser.AST;
using Octobatch.GitHubSimulator;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator.Fidelity;

/// <summary>The simulator's GraphQL schema against the one that GitHub publishes.</summary>
public sealed class GraphQlSchemaTests(NpmPackages npm) : IClassFixture<NpmPackages>
{
    [Fact]
    public void Every_type_field_argument_and_value_is_one_of_GitHubs()
    {
        var theirs = Types(File.ReadAllText(npm.PathOf("@octokit/graphql-schema/schema.graphql")));
        using var stream = typeof(Simulator).Assembly.GetManifestResourceStream("schema.graphql")!;
        var ours = Types(new StreamReader(stream).ReadToEnd());
        var problems = new List<string>();
        var compared = 0;
        foreach (var (name, type) in ours)
        {
            if (!theirs.TryGetValue(name, out var real))
                problems.Add($"{name} is unknown");
            else if (real.Kind != type.Kind)
                problems.Add($"{name} is a {real.Kind}");
            else
                Compare(name, type, real, problems, ref compared);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{ours.Count} types and {compared} fields, values and members compared.");
        Assert.True(compared > 500);
        Assert.Empty(problems);
    }

    private static void Compare(string name, GraphQLTypeDefinition ours, GraphQLTypeDefinition theirs, List<string> problems, ref int compared)
    {
        var (mine, real) = (Members(ours), Members(theirs));
        foreach (var (member, description) in mine)
        {
            compared++;
            if (!real.TryGetValue(member, out var expected))
                problems.Add($"{name}.{member} is unknown");
            else if (expected.Type != description.Type)
                problems.Add($"{name}.{member} is a {expected.Type}, not a {description.Type}");
            else
                problems.AddRange(description.Arguments.Except(expected.Arguments).Select(argument => $"{name}.{member} has no argument {argument}"));
        }

        // What may be sent has to be taken as a whole, or a client would be told that its input is wrong.
        if (ours is GraphQLInputObjectTypeDefinition or GraphQLEnumTypeDefinition)
            problems.AddRange(real.Where(member => !mine.ContainsKey(member.Key) && !member.Value.IsDeprecated).Select(member => $"{name}.{member.Key} is missing"));
    }

    private static Dictionary<string, Member> Members(GraphQLTypeDefinition type) => type switch
    {
        GraphQLObjectTypeDefinition definition => Fields(definition.Fields).Concat(Interfaces(definition)).ToDictionary(),
        GraphQLInterfaceTypeDefinition definition => Fields(definition.Fields).ToDictionary(),
        GraphQLInputObjectTypeDefinition definition => definition.Fields!.ToDictionary(
            field => field.Name.StringValue, field => new Member(Text(field.Type), [], IsDeprecated(field.Directives))),
        GraphQLEnumTypeDefinition definition => definition.Values!.ToDictionary(
            value => value.Name.StringValue, value => new Member("value", [], IsDeprecated(value.Directives))),
        GraphQLUnionTypeDefinition definition => definition.Types!.ToDictionary(member => member.Name.StringValue, _ => new Member("member", [], false)),
        _ => [],
    };

    private static IEnumerable<KeyValuePair<string, Member>> Fields(GraphQLFieldsDefinition? fields) => fields!.Select(field => KeyValuePair.Create(
        field.Name.StringValue,
        new Member(Text(field.Type), [.. (field.Arguments ?? Enumerable.Empty<GraphQLInputValueDefinition>()).Select(argument => $"{argument.Name.StringValue}: {Text(argument.Type)}")], IsDeprecated(field.Directives))));

    private static IEnumerable<KeyValuePair<string, Member>> Interfaces(GraphQLObjectTypeDefinition type) =>
        (type.Interfaces ?? Enumerable.Empty<GraphQLNamedType>()).Select(implemented => KeyValuePair.Create($"implements {implemented.Name.StringValue}", new Member("interface", [], false)));

    private static bool IsDeprecated(GraphQLDirectives? directives) => directives?.Any(directive => directive.Name.StringValue is "deprecated") is true;

    private static Dictionary<string, GraphQLTypeDefinition> Types(string schema) =>
        Parser.Parse(schema).Definitions.OfType<GraphQLTypeDefinition>().ToDictionary(type => type.Name.StringValue);

    private static string Text(GraphQLType type) => type switch
    {
        GraphQLNonNullType inner => $"{Text(inner.Type)}!",
        GraphQLListType inner => $"[{Text(inner.Type)}]",
        GraphQLNamedType named => named.Name.StringValue,
        _ => "",
    };

    private sealed record Member(string Type, IReadOnlyList<string> Arguments, bool IsDeprecated);
}
