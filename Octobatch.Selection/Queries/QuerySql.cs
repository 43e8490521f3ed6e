using System.Text;
using Octobatch.Selections.Inventory;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Selections.Queries;

/// <summary>
/// Turns a query into a condition over the table <c>repositories r</c>. Terms about files are left out: the inventory does not know
/// (<see cref="Query.FileTerms"/>). Removed repositories meet no query.
/// </summary>
internal static class QuerySql
{
    public static string Where(Query query, SqlParameters parameters)
    {
        var conditions = new StringBuilder("r.removed_at is null");
        var terms = query.Terms.Where(term => term.Predicate is not (FileExists or FileContains)).ToLookup(term => term.Negated);
        foreach (var alternatives in terms[false].Select((term, place) => (term.Predicate, place)).GroupBy(t => Kind(t.Predicate, t.place)))
            conditions.Append($" and ({string.Join(" or ", alternatives.Select(t => Condition(t.Predicate, parameters)))})");
        foreach (var term in terms[true])
            conditions.Append($" and ({Condition(term.Predicate, parameters)}) is not true"); // null, such as no language, is not it either
        return conditions.ToString();
    }

    /// <summary>Predicates of one kind are alternatives, because a repository has only one such value; all others must hold together.</summary>
    private static object Kind(Predicate predicate, int place) => predicate switch
    {
        TextIs { Field: not TextField.Topic } text => text.Field,
        RepositoryIs or NameLike => predicate.GetType(),
        PropertyIs property => Keys.Of(property.Name),
        _ => place,
    };

    private static string Condition(Predicate predicate, SqlParameters p) => predicate switch
    {
        TextIs { Field: TextField.Org } org => $"r.owner_key = {p.Add(Keys.Of(org.Value))}",
        TextIs { Field: TextField.Language } language => $"r.language_key = {p.Add(Keys.Of(language.Value))}",
        TextIs { Field: TextField.Visibility } visibility => $"r.visibility = {p.Add(visibility.Value)}",
        TextIs topic => $"r.topics @> {p.Add(new[] { Keys.Of(topic.Value) })}",
        PropertyIs property => $"r.property_keys @> {p.Add(new[] { Keys.OfProperty(property.Name, property.Value) })}",
        RepositoryIs repository when Keys.Of(repository.FullName).Split('/') is [var owner, var name] =>
            $"r.owner_key = {p.Add(owner)} and r.name_key = {p.Add(name)}",
        NameLike { Glob: var glob } when glob.IndexOfAny(['*', '?']) < 0 => $"r.name_key = {p.Add(Keys.Of(glob))}",
        NameLike name => $"r.name_key like {p.Add(Pattern(Keys.Of(name.Glob)))}",
        TraitIs { Trait: Trait.Archived } archived => $"r.archived = {p.Add(archived.Value)}",
        TraitIs fork => $"r.fork = {p.Add(fork.Value)}",
        NumberIs { Field: NumberField.Size } size => Number("r.size_kb", size.Bounds, p),
        NumberIs stars => Number("r.stars", stars.Bounds, p),
        PushedIs pushed => Pushed(pushed.Bounds, p),
        _ => throw new ArgumentOutOfRangeException(nameof(predicate), predicate, "The inventory cannot answer this."),
    };

    /// <summary>A glob in the terms of LIKE, whose own signs lose their meaning.</summary>
    private static string Pattern(string glob) => new StringBuilder(glob)
        .Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_").Replace('*', '%').Replace('?', '_').ToString();

    private static string Number(string column, Bounds<long> bounds, SqlParameters p) => bounds.Relation switch
    {
        Relation.Between => $"{column} between {p.Add(bounds.Value)} and {p.Add(bounds.Upper)}",
        Relation.Greater => $"{column} > {p.Add(bounds.Value)}",
        Relation.GreaterOrEqual => $"{column} >= {p.Add(bounds.Value)}",
        Relation.Less => $"{column} < {p.Add(bounds.Value)}",
        Relation.LessOrEqual => $"{column} <= {p.Add(bounds.Value)}",
        _ => $"{column} = {p.Add(bounds.Value)}",
    };

    private static string Pushed(Bounds<Moment> bounds, SqlParameters p)
    {
        string From(DateTimeOffset time) => $"r.pushed_at >= {p.Add(time.UtcDateTime)}";
        string Before(DateTimeOffset time) => $"r.pushed_at < {p.Add(time.UtcDateTime)}";
        var (value, upper) = (bounds.Value, bounds.Upper);
        return bounds.Relation switch
        {
            Relation.Between => $"{From(value.Start)} and {Before(upper.End)}",
            Relation.Greater => From(value.End),
            Relation.GreaterOrEqual => From(value.Start),
            Relation.Less => Before(value.Start),
            Relation.LessOrEqual => Before(value.End),
            _ => $"{From(value.Start)} and {Before(value.End)}",
        };
    }
}
