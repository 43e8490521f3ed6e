using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Campaigns.Steps;

/// <summary>Whether and where the commands of <c>run</c> steps may be executed.</summary>
public sealed class RunStepSettings : ISettings
{
    private const string ImagesVariable = "OCTOBATCH_RUN_STEPS_IMAGES";
    private const string NamespaceVariable = "OCTOBATCH_RUN_STEPS_NAMESPACE";

    [Setting("OCTOBATCH_RUN_STEPS", "Octobatch:RunSteps:Mode")]
    public RunStepMode Mode { get; init; } = RunStepMode.Off;

    /// <summary>The Kubernetes namespace that Jobs are made in; another than the services' own.</summary>
    [Setting(NamespaceVariable, "Octobatch:RunSteps:Namespace")]
    public string Namespace { get; init; } = "";

    /// <summary>Images that a spec may name, separated by commas; a <c>*</c> at the end of one matches any ending.</summary>
    [Setting(ImagesVariable, "Octobatch:RunSteps:Images")]
    public string Images { get; init; } = "";

    public IEnumerable<SettingProblem> Validate()
    {
        if (Mode != RunStepMode.Kubernetes)
            yield break;
        if (Namespace.Length == 0)
            yield return new(NamespaceVariable, $"{NamespaceVariable} is not set: OCTOBATCH_RUN_STEPS=kubernetes needs a namespace for its Jobs");
        if (Images.Length == 0)
            yield return new(ImagesVariable, $"{ImagesVariable} is not set: OCTOBATCH_RUN_STEPS=kubernetes needs the images that run steps may use");
    }
}

/// <summary>What executes <c>run</c> steps.</summary>
public enum RunStepMode
{
    /// <summary>Nothing: a spec with a <c>run</c> step is refused.</summary>
    Off,

    /// <summary>A bubblewrap sandbox beside the service.</summary>
    Process,

    /// <summary>A Kubernetes Job per repository.</summary>
    Kubernetes,
}
