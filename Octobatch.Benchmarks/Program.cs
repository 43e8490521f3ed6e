using Octobatch.Benchmarks.Campaigns;
using Octobatch.Benchmarks.Chaos;
using Octobatch.Benchmarks.Cli;
using Octobatch.Benchmarks.GitHub;
using Octobatch.Benchmarks.Previews;
using Octobatch.Benchmarks.Publishing;
using Octobatch.Benchmarks.Selections;
using Octobatch.Benchmarks.Tokens;

// One command per benchmark. Those marked "(inside)" are the processes that a benchmark starts and measures.
var commands = new (string Name, string Does, Func<string[], Task<int>> Run)[]
{
    ("tokens", "cached tokens a second against a bare API, a cold burst over two replicas, the gateway's share", TokenBenchmark.RunAsync),
    ("client", "requests a second through the GitHub client against a bare HttpClient, and allocations", ClientBenchmark.RunAsync),
    ("selection", "queries and a full resolution over 100,000 repositories, and what syncs ask of GitHub", SelectionBenchmark.RunAsync),
    ("lists", "pages and counts of a campaign of 125,000 changesets", ListBenchmark.RunAsync),
    ("pages", "first byte and size of the pages of a campaign of 125,000 changesets", PageBenchmark.RunAsync),
    ("previews", "requests, speed and memory of previews, side by side with a loop of git clone, sed and git diff", PreviewBenchmark.RunAsync),
    ("publishing", "time against what GitHub's limits allow, requests and CPU of publishing, side by side with a loop of git clone, sed, git push and curl", PublishBenchmark.RunAsync),
    ("chaos", "publishes to 5,000 repositories while everything breaks, and compares GitHub with what is recorded", ChaosCommand.RunAsync),
    ("cli", "octobatch status from start to end: the native tool beside a framework-dependent build", CliBenchmark.RunAsync),
    ("selection-service", "(inside) the selection service", TokenProcesses.SelectionServiceAsync),
    ("token-service", "(inside) the token service", TokenProcesses.TokenServiceAsync),
    ("gateway", "(inside) the gateway", TokenProcesses.GatewayAsync),
    ("bare-api", "(inside) a minimal API that answers with the bytes given on standard input", TokenProcesses.BareApiAsync),
    ("github", "(inside) the GitHub simulator", TokenProcesses.GitHubAsync),
};

var chosen = Array.Find(commands, c => args.Length > 0 && c.Name == args[0]);
if (chosen.Run is not null && !args.Contains("--help"))
    return await chosen.Run(args[1..]);

Console.WriteLine("dotnet run -c Release --project Octobatch.Benchmarks -- COMMAND [options]");
Console.WriteLine();
foreach (var command in commands)
    Console.WriteLine($"  {command.Name,-14} {command.Does}");
Console.WriteLine();
Console.WriteLine(TokenBenchmark.Help);
Console.WriteLine(SelectionBenchmark.Help);
Console.WriteLine(ClientBenchmark.Help);
Console.WriteLine(ListBenchmark.Help);
Console.WriteLine(PageBenchmark.Help);
Console.WriteLine(PreviewBenchmark.Help);
Console.WriteLine(CliBenchmark.Help);
Console.WriteLine(PublishBenchmark.Help);
Console.WriteLine(ChaosCommand.Help);
return args.Length == 0 || args.Contains("--help") ? 0 : 2;
