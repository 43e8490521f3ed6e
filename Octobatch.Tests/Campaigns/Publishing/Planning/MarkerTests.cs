using Octobatch.Campaigns.Publishing.Planning;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

public sealed class MarkerTests
{
    private static readonly Marker Ours = new("checkout-v5", 12, "0af3");

    [Fact]
    public void A_marker_is_read_as_it_was_written() => Assert.Equal(Ours, Marker.Find(PullTexts.WithMarker("Hello", Ours)));

    [Fact]
    public void The_body_looks_as_the_campaign_wrote_it() =>
        Assert.Equal("Hello\n\n<!-- octobatch campaign=checkout-v5 spec=12 patch=0af3 -->", PullTexts.WithMarker("Hello\n", Ours));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<!-- octobatch -->")]
    [InlineData("<!-- octobatch campaign=UPPER spec=1 patch=a -->")]
    [InlineData("<!-- octobatch campaign=a spec=99999999999 patch=a -->")]
    [InlineData("<!-- octobatch campaign=a spec=1 patch=a")]
    public void What_is_no_marker_is_none(string? body) => Assert.Null(Marker.Find(body));

    [Fact]
    public void A_body_that_brings_a_marker_does_not_pass_for_another_campaign()
    {
        var body = PullTexts.WithMarker($"Text {Ours with { Campaign = "other" }} more", Ours);

        Assert.Equal(Ours, Marker.Find(body));
        Assert.DoesNotContain("other", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_is_cut_where_GitHub_would_refuse_it()
    {
        var body = PullTexts.WithMarker(new string('x', 70_000), Ours);

        Assert.Equal(PullTexts.LongestBody, body.Length);
        Assert.Equal(Ours, Marker.Find(body));
        Assert.DoesNotContain('\ufffd', PullTexts.WithMarker(string.Concat(Enumerable.Repeat("\U0001F600", 40_000)), Ours));
    }

    [Theory]
    [InlineData("Title", "Body\n\n<!-- octobatch campaign=a spec=1 patch=a -->")]
    [InlineData("Title ", "Body\r\n\r\n<!-- octobatch campaign=a spec=2 patch=b -->\r\n")]
    [InlineData("Title", "\nBody\n")]
    public void Texts_that_look_the_same_have_the_same_hash(string title, string body) =>
        Assert.Equal(PullTexts.Hash("Title", "Body"), PullTexts.Hash(title, body));

    [Theory]
    [InlineData("Title!", "Body")]
    [InlineData("Title", "Body.")]
    [InlineData("Title\n\nBody", "")]
    [InlineData(null, null)]
    public void Texts_that_differ_have_another(string? title, string? body) =>
        Assert.NotEqual(PullTexts.Hash("Title", "Body"), PullTexts.Hash(title, body));
}
