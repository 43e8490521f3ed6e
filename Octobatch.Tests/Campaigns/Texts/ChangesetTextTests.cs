using Octobatch.Campaigns.Specs.Meaning;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Texts;
using Octobatch.GitHub.Repositories;
using Octobatch.Tests.Campaigns.Specs;
using Xunit;

namespace Octobatch.Tests.Campaigns.Texts;

public sealed class ChangesetTextTests
{
    private static readonly TextValues Values = new(
        new("checkout-v5", "Move every workflow.", "https://octobatch.example.com/campaigns/checkout-v5"),
        new(new RepositoryName("acme", "one"), "trunk", "https://github.com/acme/one"),
        new(3, 20, 1),
        [null, "formatted 2 files"]);

    [Fact]
    public void Every_name_that_the_check_knows_has_a_value()
    {
        var names = TemplateNames.Known.Append("steps[1].output");
        var text = Render(new() { Title = "t", Message = "m", Body = string.Join('\n', names.Select(name => $"{name}={{{{ {name} }}}}")) });
        Assert.Equal(
            """
            campaign.name=checkout-v5
            campaign.description=Move every workflow.
            campaign.url=https://octobatch.example.com/campaigns/checkout-v5
            repository.name=one
            repository.owner=acme
            repository.full_name=acme/one
            repository.default_branch=trunk
            repository.url=https://github.com/acme/one
            diff.files_changed=3
            diff.additions=20
            diff.deletions=1
            steps[1].output=formatted 2 files
            """, text.Body);
    }

    [Fact]
    public void Conditions_and_filters_work_and_nothing_is_encoded()
    {
        var text = Render(new()
        {
            Title = "{% if diff.files_changed > 1 %}Many{% else %}One{% endif %} & <more> of {{ repository.name | upcase }}",
            Message = "{{ campaign.description | default: 'none' }}\n\n{{ steps[1].output }}\n",
            Body = "{{ steps[1].output | truncate: 12 }} {% raw %}${{ secrets.X }}{% endraw %}",
        });
        Assert.Equal("Many & <more> of ONE", text.Title);
        Assert.Equal("Move every workflow.\n\nformatted 2 files", text.Message);
        Assert.Equal("formatted... ${{ secrets.X }}", text.Body);
    }

    [Theory]
    [InlineData("{{ repository.stars }}")]
    [InlineData("{{ steps[0].output }}")]
    [InlineData("{{ steps[7].output }}")]
    [InlineData("{{ campaign.name | money }}")]
    [InlineData("{% for i in steps %}x{% endfor %}")]
    [InlineData("{% include 'x' %}")]
    [InlineData("{{ campaign.name")]
    public void What_has_no_value_is_an_error_and_no_gap(string body)
    {
        var (text, problem) = ChangesetText.Render(new() { Title = "t", Message = "m", Body = body }, Values);
        Assert.Null(text);
        Assert.StartsWith("the template cannot be", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_is_one_line_that_is_there()
    {
        var values = Values with { Outputs = [null, "one\r\ntwo\n\n"] };
        Assert.Equal("one two", ChangesetText.Render(new() { Title = "{{ steps[1].output }}", Message = "m" }, values).Text!.Title);
        Assert.Contains("title is empty", ChangesetText.Render(new() { Title = "{{ steps[1].output }}", Message = "m" }, Values with { Outputs = [null, " \n"] }).Problem, StringComparison.Ordinal);
        Assert.Contains("message is empty", ChangesetText.Render(new() { Title = "t", Message = "{{ campaign.description }}" }, Values with { Campaign = new("n", "", "") }).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_texts_are_cut_with_a_note_and_never_within_a_character()
    {
        var long_ = string.Concat(Enumerable.Repeat("\U0001F600", 40_000));
        var values = Values with { Outputs = [null, long_] };
        var (text, _) = ChangesetText.Render(new() { Title = "{{ steps[1].output }}", Message = "m", Body = "x{{ steps[1].output }}" }, values, reserved: 200);
        Assert.InRange(text!.Title.Length, ChangesetText.LongestTitle - 1, ChangesetText.LongestTitle);
        Assert.EndsWith("\U0001F600…", text.Title, StringComparison.Ordinal);
        Assert.InRange(text.Body.Length, ChangesetText.LongestBody - 201, ChangesetText.LongestBody - 200);
        Assert.EndsWith("\U0001F600\n\n_Cut here, because the text is longer than GitHub takes._", text.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_blows_its_values_up_stays_bounded()
    {
        var grow = string.Concat(Enumerable.Repeat(" | escape", 15));
        var body = string.Concat(Enumerable.Repeat($"{{{{ steps[1].output{grow} }}}}", 200));
        Assert.Empty(Templates.Check(body, [false, true]));
        var text = Render(new() { Title = "t", Message = "m", Body = body }, Values with { Outputs = [null, new string('&', 4096)] });
        Assert.Equal(ChangesetText.LongestBody, text.Body.Length);
    }

    [Fact]
    public void An_output_cannot_pass_for_a_comment_of_Octobatch() =>
        Assert.Equal("&lt;!-- octobatch -->", Render(new() { Title = "t", Message = "m", Body = "{{ steps[1].output }}" }, Values with { Outputs = [null, "<!-- octobatch -->"] }).Body);

    [Fact]
    public void A_campaign_without_a_public_address_has_no_page()
    {
        var spec = SpecTexts.Valid(SpecTexts.Small).Spec;
        Assert.Equal("", TextCampaign.Of(spec, null).Url);
        Assert.Equal("https://o.example.com/x/campaigns/small", TextCampaign.Of(spec, new("https://o.example.com/x/")).Url);
    }

    private static ChangesetText Render(ChangesetSpec spec, TextValues? values = null)
    {
        var (text, problem) = ChangesetText.Render(spec, values ?? Values);
        Assert.Null(problem);
        return text!;
    }
}
