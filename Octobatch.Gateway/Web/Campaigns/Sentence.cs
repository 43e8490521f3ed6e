namespace Octobatch.Gateway.Web.Campaigns;

/// <summary>A sentence, some of whose words are code.</summary>
public sealed record Sentence(IReadOnlyList<SentencePart> Parts)
{
    /// <summary>Text and code by turns, text first.</summary>
    public static Sentence Of(params string[] parts) => new([.. parts.Select((text, i) => new SentencePart(text, i % 2 == 1)).Where(p => p.Text.Length > 0)]);

    public override string ToString() => string.Concat(Parts.Select(p => p.Text));
}

public sealed record SentencePart(string Text, bool IsCode);
