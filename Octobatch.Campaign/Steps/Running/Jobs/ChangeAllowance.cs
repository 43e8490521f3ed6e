using System.Globalization;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Running.Jobs;

/// <summary>How much a change may hold, and how much of it is used.</summary>
internal sealed class ChangeAllowance(RunLimits limits, StepLimits steps)
{
    private int _files;
    private long _bytes;

    /// <summary>Why one file more is too much; null when it is not.</summary>
    public string? Take(TreeFile? file)
    {
        if (file?.Content?.Length > steps.MaxFileBytes) return Text($"a changed file has more than {steps.MaxFileBytes} bytes");
        if (++_files > limits.ChangedFiles) return Text($"more than {limits.ChangedFiles} files have changed");
        return (_bytes += file?.Content?.Length ?? 0) > limits.ChangedBytes ? Text($"the changed files have more than {limits.ChangedBytes} bytes") : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
