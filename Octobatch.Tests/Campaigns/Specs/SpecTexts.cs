using System.Text;
using Octobatch.Campaigns.Specs;
using Octobatch.Campaigns.Steps;
using Xunit;

namespace Octobatch.Tests.Campaigns.Specs;

/// <summary>How tests read specs.</summary>
internal static class SpecTexts
{
    /// <summary>A small valid spec; its lines are numbered in the tables of errors.</summary>
    public const string Small =
        """
        version: 1
        name: small
        select:
          - query: "org:acme"
        steps:
          - delete: { files: [old.txt] }
        changeset:
          title: Remove old.txt

        """;

    public static RunStepSettings RunSteps { get; } = new() { Mode = RunStepMode.Process };

    public static SpecReading Read(string text, SpecFormat format = SpecFormat.Yaml, string? name = null, RunStepSettings? runSteps = null) =>
        new SpecReader(runSteps ?? RunSteps).Read(Encoding.UTF8.GetBytes(text), format, name);

    public static ValidSpec Valid(string text, SpecFormat format = SpecFormat.Yaml)
    {
        var reading = Read(text, format);
        Assert.Empty(reading.Errors);
        return reading.Spec!;
    }

    public static string Hash(string text, SpecFormat format = SpecFormat.Yaml) => Convert.ToHexStringLower(Valid(text, format).Hash);
}
