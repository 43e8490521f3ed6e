using Octobatch.Cli.Specs;

namespace Octobatch.Cli.Imports;

/// <summary>A spec made from another tool's file, and what of that file is not in it.</summary>
internal sealed record Imported(SpecDocument Spec, IReadOnlyList<string> Notes)
{
    /// <summary>Takes nothing until a person has put real names there: the schema wants a selection, and guessing one would be dangerous.</summary>
    public static SelectDocument PlaceholderSelection { get; } = new() { Repositories = ["OWNER/NAME"] };
}
