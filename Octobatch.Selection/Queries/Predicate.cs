namespace Octobatch.Selections.Queries;

/// <summary>What a term asks of a repository. Text is compared without regard to case, except for paths and the text of files.</summary>
public abstract record Predicate;

/// <summary><c>org:acme</c>, <c>topic:service</c>, <c>language:go</c> or <c>visibility:public</c>.</summary>
public sealed record TextIs(TextField Field, string Value) : Predicate
{
    public override string ToString() => $"{Field.ToString().ToLowerInvariant()}:{QueryText.Quote(Value)}";
}

/// <summary><c>repo:acme/checkout</c>.</summary>
public sealed record RepositoryIs(string FullName) : Predicate
{
    public override string ToString() => $"repo:{QueryText.Quote(FullName)}";
}

/// <summary><c>name:legacy-*</c>: the whole name without its owner; <c>*</c> is any run of characters, <c>?</c> any one.</summary>
public sealed record NameLike(string Glob) : Predicate
{
    public override string ToString() => $"name:{QueryText.Quote(Glob)}";
}

/// <summary><c>archived:true</c> or <c>fork:false</c>.</summary>
public sealed record TraitIs(Trait Trait, bool Value) : Predicate
{
    public override string ToString() => $"{Trait.ToString().ToLowerInvariant()}:{(Value ? "true" : "false")}";
}

/// <summary><c>size:&gt;1000</c> (kilobytes, as GitHub counts them) or <c>stars:10..50</c>.</summary>
public sealed record NumberIs(NumberField Field, Bounds<long> Bounds) : Predicate
{
    public override string ToString() => $"{Field.ToString().ToLowerInvariant()}:{Bounds}";
}

/// <summary><c>pushed:&gt;2026-01-01</c>. A repository that nobody ever pushed to meets no comparison.</summary>
public sealed record PushedIs(Bounds<Moment> Bounds) : Predicate
{
    public override string ToString() => $"pushed:{Bounds}";
}

/// <summary><c>props.tier:1</c>: the organisation's custom property has this value, or this among its values.</summary>
public sealed record PropertyIs(string Name, string Value) : Predicate
{
    public override string ToString() => $"props.{Name}:{QueryText.Quote(Value)}";
}

/// <summary><c>file:go.mod</c>: the path exists at the head of the default branch.</summary>
public sealed record FileExists(string Path) : Predicate
{
    public override string ToString() => $"file:{QueryText.Quote(Path)}";
}

/// <summary><c>content:go.mod:"go 1.22"</c>: the file has this text in it.</summary>
public sealed record FileContains(string Path, string Text) : Predicate
{
    public override string ToString() => $"content:{QueryText.Quote(Path, alsoColons: true)}:{QueryText.Quote(Text)}";
}

public enum TextField
{
    Org,
    Topic,
    Language,
    Visibility,
}

public enum Trait
{
    Archived,
    Fork,
}

public enum NumberField
{
    Size,
    Stars,
}
