using Octobatch.GitHubSimulator.Limits;

namespace Octobatch.GitHubSimulator;

/// <summary>How a simulator is set up. The defaults are those of <c>dotnet run --project Octobatch.GitHubSimulator</c>.</summary>
public sealed record SimulatorOptions
{
    private const string Usage = """
        A GitHub for demos and tests, on this machine alone.

          --data DIR           App key, webhook secret and repositories (default .octobatch/simulator)
          --repositories DIR   serve every bare repository below DIR instead of the sample; DIR is never written to
          --seed N             serve N generated repositories instead of the sample
          --url URL            where to listen (default http://localhost:8004)
          --webhooks URL       where to send webhooks (default: nowhere)
          --people on          play people: checks run, maintainers review and merge
          --limits off         no rate limits, as on a GitHub Enterprise Server
          --help               this text
        """;

    /// <summary>Where the App's key, the webhook secret and the repositories are kept.</summary>
    public string DataDirectory { get; init; } = Path.Combine(".octobatch", "simulator");

    /// <summary>A folder of bare repositories to serve instead of the sample; never written to.</summary>
    public string? RepositoriesDirectory { get; init; }

    /// <summary>How many repositories to generate instead of the sample organisation.</summary>
    public int? SeededRepositories { get; init; }

    /// <summary>Where the process listens, and the base of URLs in webhooks.</summary>
    public string Url { get; init; } = "http://localhost:8004";

    /// <summary>Where webhooks are sent; null for nowhere.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>Whether the simulator plays people too: checks run, maintainers review and merge what is opened.</summary>
    public bool PlaysPeople { get; init; }

    /// <summary>The rate limits; <see cref="LimitSettings.Off"/> for speed.</summary>
    public LimitSettings Limits { get; init; } = LimitSettings.Published;

    /// <summary>Start value of the dice that fault rules throw, so that a run can be repeated.</summary>
    public int RandomSeed { get; init; } = 1;

    /// <summary>How many requests the log keeps; the counters go on counting.</summary>
    public int RequestLogLength { get; init; } = 10_000;

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="problem">What to print when there is nothing to start: the usage, or what is wrong.</param>
    /// <returns>The options, or null.</returns>
    public static SimulatorOptions? Parse(string[] args, out string problem)
    {
        problem = Usage;
        var options = new SimulatorOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (args[i] is "--help")
                return null;
            if (i + 1 == args.Length)
            {
                problem = $"{args[i]} needs a value.\n\n{Usage}";
                return null;
            }

            var (name, value) = (args[i], args[i + 1]);
            SimulatorOptions? next = name switch
            {
                "--data" => options with { DataDirectory = value },
                "--repositories" => options with { RepositoriesDirectory = value },
                "--seed" when int.TryParse(value, out var count) => options with { SeededRepositories = count },
                "--url" => options with { Url = value },
                "--webhooks" when Uri.TryCreate(value, UriKind.Absolute, out var hook) => options with { WebhookUrl = hook },
                "--people" when value is "on" or "off" => options with { PlaysPeople = value is "on" },
                "--limits" when value is "off" => options with { Limits = LimitSettings.Off },
                _ => null,
            };
            if (next is null)
            {
                problem = $"{name} {value} is not understood.\n\n{Usage}";
                return null;
            }

            options = next;
        }

        return options;
    }
}
