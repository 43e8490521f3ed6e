using Xunit;

namespace Octobatch.Tests.Deployment.Tools;

/// <summary>A tool that cannot be had here skips its tests with the reason, unless <c>OCTOBATCH_TEST_REQUIRE_ALL=1</c>: then they fail.</summary>
internal static class Missing
{
    public static void Skip(string reason)
    {
        if (Environment.GetEnvironmentVariable("OCTOBATCH_TEST_REQUIRE_ALL") == "1")
            Assert.Fail(reason);
        Assert.Skip(reason);
    }
}
