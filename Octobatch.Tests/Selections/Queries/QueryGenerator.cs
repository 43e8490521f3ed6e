using CsCheck;
using Octobatch.Selections.Queries;

namespace Octobatch.Tests.Selections.Queries;

/// <summary>Any query that there can be, awkward values included.</summary>
internal static class QueryGenerator
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char["abcXYZ019-_.#+%_'$;()"], 1, 12],
        Gen.String[Gen.Char["ab \t\"\\:-*?äß中\u00a0\n"], 1, 12]);

    private static readonly Gen<string> Plain = Gen.String[Gen.Char["abcXYZ019-_. \"\\:';äß"], 1, 10];
    private static readonly Gen<string> Path = Gen.Select(Gen.String[Gen.Char["abX.- :\"\\"], 1, 6].Array[1, 3], parts => string.Join('/', parts.Select(p => $"p{p}")));

    private static readonly Gen<Relation> Simple = Pick(
        Relation.Equal, Relation.Greater, Relation.GreaterOrEqual, Relation.Less, Relation.LessOrEqual);

    private static readonly Gen<Moment> Moments = Gen.Select(
        Gen.Long[0, 32_000_000_000], Gen.Bool,
        (seconds, day) => day
            ? new Moment(DateTimeOffset.UnixEpoch.AddDays(seconds / 86_400), true)
            : new Moment(DateTimeOffset.UnixEpoch.AddSeconds(seconds), false));

    private static readonly Gen<Predicate> Predicates = Gen.OneOf(
        Gen.Select(Plain, owner => (Predicate)new TextIs(TextField.Org, owner)),
        Gen.Select(Text, topic => (Predicate)new TextIs(TextField.Topic, topic)),
        Gen.Select(Text, language => (Predicate)new TextIs(TextField.Language, language)),
        Gen.Select(Pick("public", "private", "internal"), v => (Predicate)new TextIs(TextField.Visibility, v)),
        Gen.Select(Plain, Plain, (owner, name) => (Predicate)new RepositoryIs($"{owner}/{name}")),
        Gen.Select(Text, glob => (Predicate)new NameLike(glob)),
        Gen.Select(Pick(Trait.Archived, Trait.Fork), Gen.Bool, (trait, value) => (Predicate)new TraitIs(trait, value)),
        Gen.Select(Pick(NumberField.Size, NumberField.Stars), Comparisons(Gen.Long[0, long.MaxValue]), (f, c) => (Predicate)new NumberIs(f, c)),
        Gen.Select(Comparisons(Moments), c => (Predicate)new PushedIs(c)),
        Gen.Select(Gen.String[Gen.Char["abcABC09_-$#"], 1, 75], Text, (name, value) => (Predicate)new PropertyIs(name, value)),
        Gen.Select(Path, path => (Predicate)new FileExists(path)),
        Gen.Select(Path, Text, (path, text) => (Predicate)new FileContains(path, text)));

    public static Gen<Query> Queries { get; } =
        Gen.Select(Gen.Bool, Predicates, (negated, predicate) => new Term(negated, predicate)).Array[0, 8].Select(terms => new Query(terms));

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Bounds<T>> Comparisons<T>(Gen<T> values) where T : struct => Gen.OneOf(
        Gen.Select(Simple, values, (relation, value) => new Bounds<T>(relation, value, default)),
        Gen.Select(values, values, (low, high) => new Bounds<T>(Relation.Between, low, high)));
}
