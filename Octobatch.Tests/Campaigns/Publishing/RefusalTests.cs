using Octobatch.Campaigns.Publishing.Execution;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.GitHub.Errors;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(GitHubErrorKind.Forbidden, "Repository was archived so is read-only.", "archived")]
    [InlineData(GitHubErrorKind.Validation, "Repository was archived so is read-only.", "archived")]
    [InlineData(GitHubErrorKind.Forbidden, "Resource not accessible by integration", "missing_permission")]
    [InlineData(GitHubErrorKind.Forbidden, "This installation has been suspended", "installation_suspended")]
    [InlineData(GitHubErrorKind.Validation, "Changes must be made through a pull request. (rule violation)", "branch_rules")]
    public void What_GitHub_refuses_for_good_has_its_reason(GitHubErrorKind kind, string message, string code)
    {
        var refusal = Refusal.Of(new GitHubError(kind, message), new Push("b", "b1", null));

        Assert.Equal((RefusalKind.Failed, code), (refusal.Kind, refusal.Why.Code));
    }

    [Fact]
    public void A_comment_whose_answer_is_lost_is_not_said_again_and_a_close_is_looked_at()
    {
        var lost = new GitHubError(GitHubErrorKind.Unknown, "Reset.");

        Assert.Equal(RefusalKind.Skip, Refusal.Of(lost, new Comment(7, "Bye.")).Kind);
        Assert.Equal(RefusalKind.Skip, Refusal.Of(lost, new LinkReplacement(7, 8)).Kind);
        Assert.Equal(RefusalKind.Look, Refusal.Of(lost, new ClosePull(7)).Kind);
    }
}
