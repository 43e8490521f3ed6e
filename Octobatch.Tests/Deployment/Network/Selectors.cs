using k8s.Models;

namespace Octobatch.Tests.Deployment.Network;

internal static class Selectors
{
    /// <summary>Whether labels satisfy a selector; an empty one takes everything.</summary>
    public static bool Takes(this V1LabelSelector selector, IReadOnlyDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(l => labels.GetValueOrDefault(l.Key) == l.Value)
        && (selector.MatchExpressions ?? []).All(e => Holds(e, labels));

    private static bool Holds(V1LabelSelectorRequirement requirement, IReadOnlyDictionary<string, string> labels)
    {
        var has = labels.TryGetValue(requirement.Key, out var value);
        return requirement.OperatorProperty switch
        {
            "In" => has && requirement.Values.Contains(value!),
            "NotIn" => !has || !requirement.Values.Contains(value!), // a pod without the label is taken too
            "Exists" => has,
            "DoesNotExist" => !has,
            _ => throw new InvalidDataException($"operator {requirement.OperatorProperty}"),
        };
    }
}
