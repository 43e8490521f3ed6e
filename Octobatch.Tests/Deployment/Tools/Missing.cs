using Xunit;
using Xunit.Sdk;

namespace Octobatch.Tests.Deployment.Tools;

/// <summary>What cannot be had here skips its tests with the reason, unless <c>OCTOBATCH_TEST_REQUIRE_ALL=1</c>: then they fail.</summary>
internal static class Missing
{
    public static Exception Skip(string reason) =>
        Environment.GetEnvironmentVariable("OCTOBATCH_TEST_REQUIRE_ALL") == "1" ? FailException.ForFailure(reason) : SkipException.ForSkip(reason);
}
