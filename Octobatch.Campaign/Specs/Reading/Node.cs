using System.Runtime.InteropServices;

namespace Octobatch.Campaigns.Specs.Reading;

/// <summary>A place in the text, both from 1; the column in UTF-16 units.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Position(int Line, int Column);

/// <summary>A value of a spec, whether it was written as YAML or as JSON, and where it stands.</summary>
internal abstract record Node(Position At);

internal sealed record MapNode(Position At, List<Member> Members) : Node(At)
{
    public Member? Find(string key) => Members.Find(m => m.Key == key);
}

/// <param name="KeyAt">Where the key stands; the value has its own place.</param>
internal sealed record Member(string Key, Position KeyAt, Node Value);

internal sealed record ListNode(Position At, List<Node> Items) : Node(At);

internal sealed record TextNode(Position At, string Text) : Node(At);

/// <param name="Canonical">The one way to write this number in JSON.</param>
/// <param name="Whole">Its value when it is a whole number of at most 53 bits, which every JSON reader keeps exactly.</param>
internal sealed record NumberNode(Position At, string Canonical, long? Whole) : Node(At);

internal sealed record FlagNode(Position At, bool Value) : Node(At);

internal sealed record NullNode(Position At) : Node(At);

/// <summary>Something that could not be read; its error has been told, so nothing more is said of it.</summary>
internal sealed record BrokenNode(Position At) : Node(At);
