using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Utilities;
using GraphQLParser.AST;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>Resolves one field of a <typeparamref name="T"/>.</summary>
internal delegate object? Resolve<in T>(T source, IResolveFieldContext context);

/// <summary>The resolvers of every field of the schema, by type and name.</summary>
internal sealed class Resolvers
{
    private readonly Dictionary<string, Func<object, bool>> types = [];
    private readonly Dictionary<(string Type, string Field), IFieldResolver> fields = [];

    /// <summary>The fields of a type whose objects are all <typeparamref name="T"/>s.</summary>
    public TypeResolvers<T> Type<T>(string name, Func<T, bool>? only = null)
    {
        types[name] = value => value is T typed && only?.Invoke(typed) is not false;
        return new TypeResolvers<T>(this, name);
    }

    public void Add<T>(string type, string field, Resolve<T> resolve) => fields[(type, field)] = new FuncFieldResolver<object?>(
        context => Text(resolve(context.Source is T source ? source : default!, context)));

    /// <summary>Puts the resolvers into the schema; a field without one reads its name from a dictionary, which is what mutations answer with.</summary>
    /// <exception cref="InvalidOperationException">A type other than a mutation's payload has a field that nothing resolves.</exception>
    public void Apply(SchemaBuilder builder, GraphQLDocument schema)
    {
        foreach (var type in schema.Definitions.OfType<GraphQLObjectTypeDefinition>())
        {
            var name = type.Name.StringValue;
            var isPayload = name.EndsWith("Payload", StringComparison.Ordinal);
            var config = builder.Types.For(name);
            if (types.TryGetValue(name, out var isType))
                config.IsTypeOfFunc = isType;
            foreach (var field in type.Fields!)
            {
                var fieldName = field.Name.StringValue;
                config.FieldFor(fieldName).Resolver =
                    fields.TryGetValue((name, fieldName), out var resolver) ? resolver
                    : isPayload ? new FuncFieldResolver<object?>(context => (context.Source as IReadOnlyDictionary<string, object?>)?.GetValueOrDefault(fieldName))
                    : throw new InvalidOperationException($"{name}.{fieldName} has no resolver.");
            }
        }
    }

    private static object? Text(object? value) => value is DateTimeOffset time ? time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ") : value;
}

/// <summary>The fields of one type.</summary>
internal sealed class TypeResolvers<T>(Resolvers all, string type)
{
    public TypeResolvers<T> Field(string name, Func<T, object?> resolve) => Field(name, (source, _) => resolve(source));

    public TypeResolvers<T> Field(string name, Resolve<T> resolve)
    {
        all.Add(type, name, resolve);
        return this;
    }

    /// <summary>A field that reads git or pull requests, and so holds the repository's gate meanwhile.</summary>
    public TypeResolvers<T> Locked(string name, Func<T, RepositoryScope> scope, Resolve<T> resolve) => Field(name, (source, context) =>
    {
        lock (scope(source).Repository.Gate)
            return resolve(source, context);
    });
}
