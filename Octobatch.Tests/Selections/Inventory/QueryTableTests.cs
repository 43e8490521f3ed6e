using Octobatch.Selections.Inventory;
using Octobatch.Selections.Queries;
using Xunit;

namespace Octobatch.Tests.Selections.Inventory;

public sealed class QueryTableTests(SeededInventory inventory) : IClassFixture<SeededInventory>
{
    private static readonly Dictionary<string, Func<Repository, bool>> Table = new()
    {
        [""] = _ => true,
        ["org:acme"] = r => r.Owner == "Acme",
        ["org:GLOBEX"] = r => r.Owner == "globex",
        ["-org:acme"] = r => r.Owner != "Acme",
        ["org:acme org:globex"] = r => r.Owner is "Acme" or "globex",
        ["org:acme -org:acme"] = _ => false,
        ["org:unknown"] = _ => false,
        ["repo:ACME/Lib"] = r => Named(r, "Acme", "lib"),
        ["repo:acme/webxapp-10 repo:globex/legacy-12 name:*"] = r => Named(r, "acme", "webxapp-10") || Named(r, "globex", "legacy-12"),
        ["-repo:acme/lib"] = r => !Named(r, "Acme", "lib"),
        ["name:*"] = _ => true,
        ["name:service-*"] = r => Starts(r, "service-"),
        ["name:SERVICE-1*"] = r => Starts(r, "service-1"),
        ["name:*-1?"] = r => r.Name.Length > 3 && r.Name[^3] == '-' && r.Name[^2] == '1',
        ["name:legacy-*"] = r => Starts(r, "legacy-"),
        ["-name:legacy-*"] = r => !Starts(r, "legacy-"),
        ["name:web_app*"] = r => Starts(r, "web_app"),
        ["name:web?app*"] = r => Starts(r, "web_app") || Starts(r, "web-app") || Starts(r, "webxapp"),
        ["name:data.lake*"] = r => Starts(r, "data.lake"),
        ["name:data?lake*"] = r => Starts(r, "data.lake"),
        ["name:%"] = _ => false,
        ["name:*_*"] = r => r.Name.Contains('_'),
        ["name:*\\\\*"] = _ => false,
        ["name:lib"] = r => r.Name == "lib",
        ["name:lib-* name:checkout-*"] = r => Starts(r, "lib-") || Starts(r, "checkout-"),
        ["-name:lib-* -name:checkout-*"] = r => !Starts(r, "lib-") && !Starts(r, "checkout-"),
        ["topic:service"] = r => r.Topics.Contains("service"),
        ["topic:Service"] = r => r.Topics.Contains("service"),
        ["topic:serv"] = _ => false,
        ["topic:service topic:legacy"] = r => r.Topics.Contains("service") && r.Topics.Contains("legacy"),
        ["-topic:service"] = r => !r.Topics.Contains("service"),
        ["topic:tier-1 -topic:legacy -topic:library"] = r => r.Topics.Contains("tier-1") && !r.Topics.Contains("legacy") && !r.Topics.Contains("library"),
        ["language:go"] = r => r.Language == "Go",
        ["language:c#"] = r => r.Language == "C#",
        ["language:\"jupyter notebook\""] = r => r.Language == "Jupyter Notebook",
        ["-language:go"] = r => r.Language != "Go",
        ["language:go language:python"] = r => r.Language is "Go" or "Python",
        ["-language:go -language:python"] = r => r.Language is not ("Go" or "Python"),
        ["visibility:public"] = r => r.Visibility == "public",
        ["visibility:public visibility:internal"] = r => r.Visibility is "public" or "internal",
        ["-visibility:private"] = r => r.Visibility != "private",
        ["archived:true"] = r => r.Archived,
        ["archived:false"] = r => !r.Archived,
        ["-archived:true"] = r => !r.Archived,
        ["fork:true archived:true"] = r => r is { Fork: true, Archived: true },
        ["pushed:>2026-01-01"] = r => r.PushedAt >= Utc("2026-01-02"),
        ["pushed:>=2026-01-01"] = r => r.PushedAt >= Utc("2026-01-01"),
        ["pushed:<2026-01-01"] = r => r.PushedAt < Utc("2026-01-01"),
        ["pushed:<=2026-01-01"] = r => r.PushedAt < Utc("2026-01-02"),
        ["pushed:2026-01-01"] = r => r.PushedAt?.Date == new DateTime(2026, 1, 1),
        ["-pushed:>2026-01-01"] = r => r.PushedAt is null || r.PushedAt < Utc("2026-01-02"),
        ["pushed:2026-01-01..2026-03-31"] = r => r.PushedAt >= Utc("2026-01-01") && r.PushedAt < Utc("2026-04-01"),
        ["pushed:>2026-01-01T12:00:00+01:00"] = r => r.PushedAt > Utc("2026-01-01T11:00:00"),
        ["pushed:<=2026-01-01T12:00:00Z"] = r => r.PushedAt <= Utc("2026-01-01T12:00:00"),
        ["size:>1000"] = r => r.SizeKb > 1000,
        ["size:<=10"] = r => r.SizeKb <= 10,
        ["size:100..200"] = r => r.SizeKb is >= 100 and <= 200,
        ["size:>100 size:<200"] = r => r.SizeKb is > 100 and < 200,
        ["stars:0"] = r => r.Stars == 0,
        ["stars:>=50 -stars:55"] = r => r.Stars is >= 50 and not 55,
        ["props.tier:1"] = r => Has(r, "Tier", "1"),
        ["props.TIER:1 props.tier:2"] = r => Has(r, "Tier", "1") || Has(r, "Tier", "2"),
        ["-props.tier:1"] = r => !Has(r, "Tier", "1"),
        ["props.team:payments"] = r => Has(r, "team", "Payments"),
        ["props.team:\"data & ai\" props.tier:3"] = r => Has(r, "team", "Data & AI") && Has(r, "Tier", "3"),
        ["props.team:\"it's \\\"quoted\\\"\""] = r => Has(r, "team", "it's \"quoted\""),
        ["org:acme -archived:true topic:service"] = r => r is { Owner: "Acme", Archived: false } && r.Topics.Contains("service"),
        ["org:acme topic:service language:go archived:false name:service-*"] =
            r => r is { Owner: "Acme", Language: "Go", Archived: false } && r.Topics.Contains("service") && Starts(r, "service-"),
    };

    private static readonly string[] TakesNothing = ["org:acme -org:acme", "org:unknown", "name:%", "name:*\\\\*", "topic:serv"];

    public static TheoryData<string> Queries { get; } = [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_takes_exactly_what_it_says(string text)
    {
        var expected = SeededInventory.Present.Where(Table[text]).Select(r => r.FullName).ToList();

        var found = await inventory.Reader.ReadAsync(QueryParser.Parse(text).Query!, null, 10_000, TestContext.Current.CancellationToken);

        Assert.Equal(expected, found.Select(r => r.FullName));
        Assert.Equal(TakesNothing.Contains(text), expected.Count == 0); // else the row of the table tests nothing
    }

    [Fact]
    public void The_table_has_at_least_60_rows() => Assert.InRange(Table.Count, 60, 1_000);

    private static bool Starts(Repository r, string start) => r.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase);

    private static bool Named(Repository r, string owner, string name) =>
        r.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase) && r.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool Has(Repository r, string name, string value) => r.Properties!.TryGetValue(name, out var values) && values.Contains(value);

    private static DateTimeOffset Utc(string time) => DateTimeOffset.Parse($"{time}{(time.Contains('T') ? "" : "T00:00:00")}Z");
}
