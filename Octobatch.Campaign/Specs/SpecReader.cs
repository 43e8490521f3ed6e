using System.Security.Cryptography;
using System.Text;
using Octobatch.Campaigns.Specs.Meaning;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Specs.Reading;
using Octobatch.Campaigns.Specs.Schema;
using Octobatch.Campaigns.Steps;

namespace Octobatch.Campaigns.Specs;

/// <summary>From what a user wrote to a valid spec, or to everything that is wrong with it: text, form (the schema), meaning.</summary>
public sealed class SpecReader(RunStepSettings runSteps)
{
    /// <param name="name">The name that the spec must have, if it is a new version of a campaign.</param>
    public SpecReading Read(ReadOnlyMemory<byte> raw, SpecFormat format, string? name = null)
    {
        var errors = new SpecErrors();
        if (SpecText.Read(raw, format, errors) is not { } node)
            return new(null, errors.ToList());
        new SchemaCheck(errors, Formats.Check).Check(SpecSchema.Root, node, "");
        if (node is MapNode map)
            new SpecRules(runSteps, errors).Check(map, name);
        return errors.Any
            ? new(null, errors.ToList())
            : new(new ValidSpec(SpecJson.Parse(NodeJson.Write(node)).Filled()), []);
    }
}

/// <summary>The spec, or all its errors in the order of the text.</summary>
public sealed record SpecReading(ValidSpec? Spec, IReadOnlyList<SpecError> Errors);

/// <summary>A valid spec in all its forms.</summary>
public sealed class ValidSpec
{
    public ValidSpec(CampaignSpec spec)
    {
        Spec = spec;
        Normalised = SpecJson.Write(spec);
        Hash = SHA256.HashData(Encoding.UTF8.GetBytes(Normalised));
    }

    public CampaignSpec Spec { get; }

    /// <summary>The normalised form.</summary>
    public string Normalised { get; }

    /// <summary>SHA-256 of the normalised form: the same for the same intent, however it was written.</summary>
    public byte[] Hash { get; }
}
