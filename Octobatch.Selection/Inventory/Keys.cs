namespace Octobatch.Selections.Inventory;

/// <summary>The forms of names by which the inventory compares; both sides of a comparison go through here.</summary>
internal static class Keys
{
    public static string Of(string text) => text.ToLowerInvariant();

    /// <summary>One value of a custom property. Names of properties have no colon, so this cannot be misread.</summary>
    public static string OfProperty(string name, string value) => Of($"{name}:{value}");

    /// <summary>
    /// Where a repository stands in the order of samples: its id, mixed well (the finaliser of SplitMix64), so that the order looks
    /// random, is the same on every run, and a larger sample contains the smaller one.
    /// </summary>
    public static long OfSample(long id)
    {
        var mixed = (ulong)id + 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (long)(mixed ^ (mixed >> 31));
    }
}
