using Octobatch.Campaigns.Steps.Running.Sandboxes;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Campaigns.Steps;

/// <summary>Whether and where the commands of <c>run</c> steps may be executed.</summary>
public sealed class RunStepSettings : ISettings
{
    private const string ModeVariable = "OCTOBATCH_RUN_STEPS";
    private const string ConcurrencyVariable = "OCTOBATCH_RUN_STEPS_CONCURRENCY";
    private const string ImagesVariable = "OCTOBATCH_RUN_STEPS_IMAGES";
    private const string NamespaceVariable = "OCTOBATCH_RUN_STEPS_NAMESPACE";

    [Setting(ModeVariable, "Octobatch:RunSteps:Mode")]
    public RunStepMode Mode { get; init; } = RunStepMode.Off;

    /// <summary>The Kubernetes namespace that Jobs are made in; another than the services' own.</summary>
    [Setting(NamespaceVariable, "Octobatch:RunSteps:Namespace")]
    public string Namespace { get; init; } = "";

    /// <summary>Images that a spec may name, separated by commas; a <c>*</c> at the end of one matches any ending.</summary>
    [Setting(ImagesVariable, "Octobatch:RunSteps:Images")]
    public string Images { get; init; } = "";

    /// <summary>Commands at once in one replica; each takes a checkout's room and up to 2 GiB of memory.</summary>
    [Setting(ConcurrencyVariable, "Octobatch:RunSteps:Concurrency")]
    public int Concurrency { get; init; } = 2;

    public IEnumerable<SettingProblem> Validate()
    {
        if (Concurrency is < 1 or > 200)
            yield return new(ConcurrencyVariable, $"{ConcurrencyVariable} must be between 1 and 200");
        if (Mode == RunStepMode.Process && SandboxHost.Problem is { } problem)
            yield return new(ModeVariable, $"{ModeVariable}=process: {problem}");
        if (Mode != RunStepMode.Kubernetes)
            yield break;
        if (Namespace.Length == 0)
            yield return new(NamespaceVariable, $"{NamespaceVariable} is not set: OCTOBATCH_RUN_STEPS=kubernetes needs a namespace for its Jobs");
        if (Images.Length == 0)
            yield return new(ImagesVariable, $"{ImagesVariable} is not set: OCTOBATCH_RUN_STEPS=kubernetes needs the images that run steps may use");
    }

    /// <summary>
    /// What is wrong with the image that a <c>run</c> step names; null when nothing is. A spec that was valid once may name one that has left
    /// the list since, so whoever makes a Job asks again.
    /// </summary>
    internal string? ImageProblem(string? image)
    {
        if (Mode != RunStepMode.Kubernetes || IsListed(image))
            return null;
        return image is null
            ? $"needs an `image` here, because run steps are Kubernetes Jobs: name one of {ImagesVariable}"
            : $"is no image that may be used here: name one of {ImagesVariable}, or have it added there";
    }

    private bool IsListed(string? image) => image is not null && Array.Exists(
        Images.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        listed => listed.EndsWith('*') ? image.StartsWith(listed[..^1], StringComparison.Ordinal) : image == listed);
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
