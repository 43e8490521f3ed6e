namespace Octobatch.Campaigns.Specs;

/// <summary>How a spec is written. Both say the same.</summary>
public enum SpecFormat
{
    Yaml,
    Json,
}
